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

package io.zmqtt.spring.event;

import java.util.Map;

import io.zmqtt.MqttClient;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;

/**
 * The broker has refused topic filters. They stay wanted and are asked for again, at the
 * latest at the next connect.
 */
public final class MqttSubscriptionFailedEvent extends MqttClientEvent {

	private static final long serialVersionUID = 1L;

	private final transient Map<TopicFilter, ReasonCode> refused;

	/**
	 * Create an event.
	 * @param client the client
	 * @param clientName the bean name of the client
	 * @param refused the filters and why they were refused
	 */
	public MqttSubscriptionFailedEvent(MqttClient client, String clientName, Map<TopicFilter, ReasonCode> refused) {
		super(client, clientName);
		this.refused = Map.copyOf(refused);
	}

	/**
	 * Return the filters that the broker has refused.
	 * @return an immutable map to the reason codes
	 */
	public Map<TopicFilter, ReasonCode> getRefused() {
		return this.refused;
	}

	@Override
	public String toString() {
		return "MqttSubscriptionFailedEvent[client=" + getClientName() + ", refused=" + this.refused + "]";
	}

}
