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

package io.zmqtt;

/**
 * When a received message of QoS 1 or 2 is acknowledged.
 */
public enum AckMode {

	/**
	 * After the handler or {@code onNext} returned or threw; with an iterator or
	 * {@code receive()}, when the message is handed over, which is before the body of the
	 * loop runs. The default.
	 */
	AUTO,

	/**
	 * By {@link MqttMessage#ack()}.
	 */
	MANUAL,

	/**
	 * When the message enters the buffer of the subscription. What comes while the buffer
	 * is full waits unacknowledged and enters it as others are taken. The fastest mode,
	 * and at most once when the process dies.
	 */
	ON_RECEIVE

}
