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
import java.util.concurrent.CompletableFuture;

import io.zmqtt.MqttTimeoutException;
import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.session.UnsubscribeOperation;

/**
 * An unsubscribe whose answer the application waits for.
 */
final class PendingUnsubscribe extends UnsubscribeOperation {

	private final CompletableFuture<UnsubscribeResult> future;

	private final Duration timeout;

	private final List<UserProperty> userProperties;

	private final long deadline;

	PendingUnsubscribe(List<UserProperty> userProperties, CompletableFuture<UnsubscribeResult> future,
			Duration timeout) {
		this.userProperties = userProperties;
		this.future = future;
		this.timeout = timeout;
		this.deadline = System.nanoTime() + timeout.toNanos();
	}

	@Override
	protected List<UserProperty> userProperties() {
		return this.userProperties;
	}

	@Override
	protected boolean isOpen() {
		return !this.future.isDone();
	}

	@Override
	protected long deadline() {
		return this.deadline;
	}

	@Override
	protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
		this.future.complete(new UnsubscribeResult(results, properties.reasonString(), properties.userProperties()));
	}

	@Override
	protected void timedOut() {
		this.future.completeExceptionally(
				new MqttTimeoutException("unsubscribe", this.timeout, true, "the broker did not answer"));
	}

	/**
	 * There is nobody to ask any more: the subscription is over.
	 */
	void end() {
		this.future.complete(new UnsubscribeResult(Map.of(), null, List.of()));
	}

}
