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

package io.zmqtt.spring.observation;

import io.micrometer.common.KeyValues;

import io.zmqtt.spring.observation.MqttObservation.ListenerKeys;
import io.zmqtt.spring.observation.MqttObservation.TopicKeys;

/**
 * The keys of {@link MqttObservation#LISTENER} as documented there. Spans are named after
 * the topic template.
 */
public class DefaultMqttListenerObservationConvention implements MqttListenerObservationConvention {

	/**
	 * The convention.
	 */
	public static final DefaultMqttListenerObservationConvention INSTANCE = new DefaultMqttListenerObservationConvention();

	@Override
	public KeyValues getLowCardinalityKeyValues(MqttListenerObservationContext context) {
		return KeyValues.of(ListenerKeys.LISTENER_ID.asString(), context.getListenerId(),
				ListenerKeys.CLIENT.asString(), context.getClientName(), ListenerKeys.TOPIC_TEMPLATE.asString(),
				context.getTopicTemplate(), ListenerKeys.QOS.asString(),
				Integer.toString(context.getMessage().qos().value()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MqttListenerObservationContext context) {
		return KeyValues.of(TopicKeys.TOPIC.asString(), context.getMessage().topic());
	}

	@Override
	public String getContextualName(MqttListenerObservationContext context) {
		return context.getTopicTemplate() + " receive";
	}

}
