/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.listener;

import io.zmqtt.MqttMessage;
import io.zmqtt.ReasonCode;

/**
 * Takes a message for which a listener has failed for good. It is called on a thread on
 * which it may block. Afterwards the message is acknowledged, for MQTT does not deliver
 * it again as long as the connection lives; a recoverer that wants another reason code
 * acknowledges it itself.
 *
 * @see DeadLetterPublishingRecoverer
 */
@FunctionalInterface
public interface MqttMessageRecoverer {

	/**
	 * Take a message.
	 * @param message the message
	 * @param failure why the listener failed
	 * @throws Exception if it cannot be taken. It is tried again as the retry policy
	 * says, then the loss is logged as an error and the message is acknowledged, so that
	 * it does not block others
	 */
	void recover(MqttMessage message, ListenerExecutionFailedException failure) throws Exception;

	/**
	 * Return a recoverer that logs the failure as an error, without the payload. The
	 * default.
	 * @return a recoverer
	 */
	static MqttMessageRecoverer logging() {
		return FailureLog::error;
	}

	/**
	 * Return a recoverer that logs the failure and refuses the message by a reason code
	 * of PUBACK or PUBREC. The broker discards it then. On MQTT 3.1.1, which has no such
	 * codes, the message is acknowledged.
	 * @param reasonCode a reason code of 0x80 or above that PUBACK and PUBREC may carry
	 * (MQTT 5.0, section 3.4.2.1)
	 * @return a recoverer
	 * @throws IllegalArgumentException if it is another one
	 */
	static MqttMessageRecoverer rejecting(ReasonCode reasonCode) {
		Acknowledgment.requireRefusal(reasonCode);
		return (message, failure) -> {
			FailureLog.error(message, failure);
			Acknowledgment.reject(message, reasonCode);
		};
	}

}
