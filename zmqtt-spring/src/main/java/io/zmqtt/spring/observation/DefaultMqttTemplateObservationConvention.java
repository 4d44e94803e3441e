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

import io.zmqtt.spring.observation.MqttObservation.TemplateKeys;
import io.zmqtt.spring.observation.MqttObservation.TopicKeys;

/**
 * The keys of {@link MqttObservation#TEMPLATE} as documented there. Spans are named after
 * the topic template, or after the operation alone where there is none.
 */
public class DefaultMqttTemplateObservationConvention implements MqttTemplateObservationConvention {

	/**
	 * The convention.
	 */
	public static final DefaultMqttTemplateObservationConvention INSTANCE = new DefaultMqttTemplateObservationConvention();

	@Override
	public KeyValues getLowCardinalityKeyValues(MqttTemplateObservationContext context) {
		String template = context.getTopicTemplate();
		return KeyValues.of(TemplateKeys.CLIENT.asString(), context.getClientName(),
				TemplateKeys.TOPIC_TEMPLATE.asString(), (template != null) ? template : "none",
				TemplateKeys.QOS.asString(), Integer.toString(context.getQos().value()),
				TemplateKeys.OPERATION.asString(), operation(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MqttTemplateObservationContext context) {
		return KeyValues.of(TopicKeys.TOPIC.asString(), context.getTopic());
	}

	@Override
	public String getContextualName(MqttTemplateObservationContext context) {
		String template = context.getTopicTemplate();
		return (template != null) ? template + " " + operation(context) : "mqtt " + operation(context);
	}

	private static String operation(MqttTemplateObservationContext context) {
		return context.isRequest() ? "request" : "publish";
	}

}
