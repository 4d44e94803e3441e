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
package io.zmqtt.internal.client;

import java.util.List;
import java.util.Map;

import io.zmqtt.MqttSubscribeException;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.session.Arrival;
import io.zmqtt.internal.session.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Where replies come in: they go to the requests at once, past all buffers. Belongs to
 * the event loop.
 */
final class ReplyTopic implements Receiver {

	private final ClientCore core;

	private final Requests requests;

	private final String name;

	private final List<TopicFilter> filters;

	private boolean ready;

	private int users;

	ReplyTopic(ClientCore core, Requests requests, String name) {
		this.core = core;
		this.requests = requests;
		this.name = name;
		this.filters = List.of(TopicFilter.of(name));
	}

	@Override
	public ClientCore core() {
		return this.core;
	}

	@Override
	public String name() {
		return this.name;
	}

	List<TopicFilter> filters() {
		return this.filters;
	}

	/**
	 * Return whether the broker has granted the subscription.
	 */
	boolean isReady() {
		return this.ready;
	}

	void ready() {
		this.ready = true;
	}

	// Open requests that carry this topic

	boolean isUsed() {
		return this.users > 0;
	}

	void use() {
		this.users++;
	}

	void leave() {
		this.users--;
	}

	@Override
	public Delivery accept(Arrival arrival, @Nullable Delivery first) {
		InboundMessage message = new InboundMessage(arrival, this, (InboundMessage) first);
		if (first == null && message.qosValue() > 0) {
			this.core.flow().received(message.weight());
		}
		return message;
	}

	@Override
	public void deliver(Delivery delivery) {
		InboundMessage message = (InboundMessage) delivery;
		// above QoS 0 only if another subscription of the application covers the topic
		message.ack();
		this.requests.received(message);
	}

	@Override
	public void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties) {
		if (this.ready && reasonCode.isFailure()) {
			// it was granted once, and was refused when the subscriptions were made again
			this.requests.lost(this, new MqttSubscribeException(new SubscribeResult(Map.of(filter, reasonCode),
					properties.reasonString(), properties.userProperties())));
		}
	}

}
