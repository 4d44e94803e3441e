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

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a message is published. Immutable.
 *
 * @param qos the quality of service
 * @param retain whether the broker keeps the message for later subscribers
 * @param timeout after which time the publish ends with {@link MqttTimeoutException}, or
 * null for the client's operation timeout
 */
public record PublishOptions(QoS qos, boolean retain, @Nullable Duration timeout) {

	private static final PublishOptions[] PLAIN = { new PublishOptions(QoS.AT_MOST_ONCE, false, null),
			new PublishOptions(QoS.AT_LEAST_ONCE, false, null), new PublishOptions(QoS.EXACTLY_ONCE, false, null) };

	/**
	 * Create options.
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public PublishOptions {
		Objects.requireNonNull(qos, "qos");
		if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
			throw new IllegalArgumentException("Publish timeout must be positive, not " + timeout);
		}
	}

	/**
	 * Return options with a quality of service, not retained.
	 * @param qos the quality of service
	 * @return the options
	 */
	public static PublishOptions qos(QoS qos) {
		return PLAIN[qos.value()];
	}

	/**
	 * Return these options with RETAIN set.
	 * @return new options
	 */
	public PublishOptions retained() {
		return new PublishOptions(this.qos, true, this.timeout);
	}

	/**
	 * Return these options with another timeout.
	 * @param timeout the timeout
	 * @return new options
	 */
	public PublishOptions withTimeout(Duration timeout) {
		return new PublishOptions(this.qos, this.retain, timeout);
	}

}
