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

package io.zmqtt.internal.packet;

import io.zmqtt.QoS;
import io.zmqtt.RetainHandling;

/**
 * One topic filter of SUBSCRIBE with its options (MQTT 5.0, section 3.8.3). MQTT 3.1.1
 * has the QoS only; the other options have their defaults there.
 *
 * @param topicFilter the topic filter
 * @param qos the maximum QoS asked for
 * @param noLocal whether messages of this client itself are left out
 * @param retainAsPublished whether the RETAIN flag is kept as it was published
 * @param retainHandling what is done with retained messages
 */
public record Subscription(String topicFilter, QoS qos, boolean noLocal, boolean retainAsPublished,
		RetainHandling retainHandling) {

	public Subscription(String topicFilter, QoS qos) {
		this(topicFilter, qos, false, false, RetainHandling.SEND);
	}

}
