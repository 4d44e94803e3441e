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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is published as JSON for a message that a listener could not handle, where user
 * properties cannot say it: on MQTT 3.1.1.
 *
 * @param topic the topic of the message
 * @param listener the id of the listener
 * @param qos the quality of service of the message: 0, 1 or 2
 * @param retained whether the message was retained
 * @param attempts how often the listener was called
 * @param exception the class name of what the listener threw
 * @param message the text of it
 * @param stackTrace its stack trace, cut where it is long, or null if it is not wanted
 * @param timestamp when the listener failed
 * @param payload the payload of the message, in Base64 as Jackson writes it
 */
public record DeadLetter(String topic, String listener, int qos, boolean retained, int attempts, String exception,
		@Nullable String message, @Nullable String stackTrace, Instant timestamp, byte[] payload) {

	DeadLetter withoutStackTrace() {
		return new DeadLetter(this.topic, this.listener, this.qos, this.retained, this.attempts, this.exception,
				this.message, null, this.timestamp, this.payload);
	}

	DeadLetter withoutTexts() {
		return new DeadLetter(this.topic, this.listener, this.qos, this.retained, this.attempts, this.exception, null,
				null, this.timestamp, this.payload);
	}

	@Override
	public String toString() {
		return "DeadLetter[topic=" + this.topic + ", listener=" + this.listener + ", exception=" + this.exception
				+ ", payload=" + this.payload.length + " bytes]";
	}

}
