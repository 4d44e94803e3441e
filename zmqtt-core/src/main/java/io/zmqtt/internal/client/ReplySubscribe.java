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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.session.SubscribeOperation;

/**
 * The subscribe to a reply topic. It has no deadline: the requests that wait for it have,
 * and the last of them ends it.
 */
final class ReplySubscribe extends SubscribeOperation implements Abandonable {

	private static final Duration NO_LIMIT = Timeouts.limit(Duration.ofSeconds(Long.MAX_VALUE));

	private final ReplyTopic topic;

	private final Requests requests;

	private final long deadline = System.nanoTime() + NO_LIMIT.toNanos();

	ReplySubscribe(ReplyTopic topic, Requests requests) {
		super(topic, topic.filters(), new Subscription("", QoS.AT_MOST_ONCE, false, false, RetainHandling.DO_NOT_SEND),
				List.of());
		this.topic = topic;
		this.requests = requests;
	}

	@Override
	protected boolean isOpen() {
		return true;
	}

	@Override
	protected long deadline() {
		return this.deadline;
	}

	@Override
	protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
		if (results.values().stream().anyMatch(ReasonCode::isFailure)) {
			this.requests.refused(this.topic, new MqttSubscribeException(
					new SubscribeResult(results, properties.reasonString(), properties.userProperties())));
		}
		else {
			this.requests.granted(this.topic);
		}
	}

	@Override
	protected void unsupported(String detail) {
		fail(new MqttUnsupportedException("Cannot subscribe to " + this.topic.filters() + ": " + detail));
	}

	@Override
	protected void conflicting(TopicFilter filter, String option) {
		fail(new IllegalStateException(
				"The application has subscribed to its reply topic '" + filter + "' with another " + option));
	}

	@Override
	protected void timedOut() {
		fail(new MqttTimeoutException("subscribe", NO_LIMIT, isWritten(),
				"the broker did not answer for " + this.topic.filters()));
	}

	@Override
	public void fail(RuntimeException failure) {
		this.requests.refused(this.topic, failure);
	}

}
