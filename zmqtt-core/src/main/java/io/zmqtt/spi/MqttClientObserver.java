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
package io.zmqtt.spi;

import java.time.Duration;

import io.zmqtt.QoS;
import org.jspecify.annotations.Nullable;

/**
 * Is told how long things take, for metrics. Methods are called on the network thread or
 * on those of handlers, as they say, and must be fast, safe for use by several threads,
 * and must not block; what they throw is logged. What can be counted without being told
 * is in {@link io.zmqtt.MqttClient#statistics()}, and what happens to the connection is
 * told to {@link io.zmqtt.MqttClientListener}s.
 */
public interface MqttClientObserver {

	/**
	 * A message that the application published has ended: it was flushed at QoS 0,
	 * acknowledged at QoS 1 and 2, or has failed. Called on the network thread.
	 * @param qos the quality of service
	 * @param nanos the time since it was submitted, in nanoseconds
	 * @param failure why it failed, or null if it did not
	 */
	default void onPublished(QoS qos, long nanos, @Nullable Throwable failure) {
	}

	/**
	 * A handler of a subscription has returned or thrown. Called on the handler's thread.
	 * @param subscription the name of the subscription
	 * @param nanos how long it took, in nanoseconds
	 * @param failure what it threw, or null if it did not
	 * @see io.zmqtt.SubscriptionSpec#withName(String)
	 */
	default void onHandled(String subscription, long nanos, @Nullable Throwable failure) {
	}

	/**
	 * The broker has answered a PINGREQ. Called on the network thread.
	 * @param roundTrip the time from PINGREQ to PINGRESP
	 */
	default void onPing(Duration roundTrip) {
	}

	/**
	 * The network thread was late. Called on it, about once a second.
	 * @param lag by how much, zero if it was not
	 */
	default void onNetworkThreadLag(Duration lag) {
	}

}
