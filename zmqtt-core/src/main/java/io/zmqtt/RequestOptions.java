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
 * How a request is made (MQTT 5.0, section 4.10).
 *
 * @param qos the quality of service of the request. At QoS 1 and 2 it waits for a
 * connection and survives its loss; at QoS 0 it fails without one, and is lost with it
 * @param timeout how long to wait for the reply, or null for the request timeout of the
 * client
 * @param properties further properties of the request. A message expiry interval of its
 * own takes the place of the time that is left for the reply
 * @param requireSubscribers whether the request fails at once when the broker says, by
 * {@link ReasonCode#NO_MATCHING_SUBSCRIBERS}, that nobody receives it. Only some brokers
 * say so, and only at QoS 1 and 2
 */
public record RequestOptions(QoS qos, @Nullable Duration timeout, PublishProperties properties,
		boolean requireSubscribers) {

	private static final RequestOptions DEFAULT = new RequestOptions(QoS.AT_LEAST_ONCE, null, PublishProperties.none(),
			true);

	/**
	 * Create options.
	 * @throws IllegalArgumentException if the timeout is not positive, or the properties
	 * have a response topic or correlation data, which the client sets itself
	 */
	public RequestOptions {
		Objects.requireNonNull(qos, "qos");
		if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
			throw new IllegalArgumentException("Request timeout must be positive, not " + timeout);
		}
		if (properties.responseTopic().isPresent() || properties.correlationData().isPresent()) {
			throw new IllegalArgumentException("Response topic and correlation data of a request are set by the client;"
					+ " publish a message to set others");
		}
	}

	/**
	 * Return the defaults: QoS 1, the request timeout of the client, no further
	 * properties, and an early failure when nobody receives the request.
	 * @return the defaults
	 */
	public static RequestOptions defaults() {
		return DEFAULT;
	}

	/**
	 * Return these options with another quality of service.
	 * @param qos the quality of service
	 * @return new options
	 */
	public RequestOptions withQos(QoS qos) {
		return new RequestOptions(qos, this.timeout, this.properties, this.requireSubscribers);
	}

	/**
	 * Return these options with another timeout.
	 * @param timeout the timeout
	 * @return new options
	 */
	public RequestOptions withTimeout(Duration timeout) {
		return new RequestOptions(this.qos, timeout, this.properties, this.requireSubscribers);
	}

	/**
	 * Return these options with other properties.
	 * @param properties the properties, without response topic and correlation data
	 * @return new options
	 */
	public RequestOptions withProperties(PublishProperties properties) {
		return new RequestOptions(this.qos, this.timeout, properties, this.requireSubscribers);
	}

	/**
	 * Return these options with or without the early failure when nobody receives the
	 * request. Switch it off where something that is no subscriber answers, for example a
	 * rule of the broker.
	 * @param requireSubscribers whether the request needs a subscriber
	 * @return new options
	 */
	public RequestOptions withRequireSubscribers(boolean requireSubscribers) {
		return new RequestOptions(this.qos, this.timeout, this.properties, requireSubscribers);
	}

}
