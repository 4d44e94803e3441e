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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.zmqtt.FilterOptions;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.session.SubscribeOperation;

/**
 * A subscribe whose answer the application waits for.
 */
final class PendingSubscribe extends SubscribeOperation implements Abandonable {

	private final DefaultSubscription subscription;

	private final SubscribeOptions options;

	private final CompletableFuture<MqttSubscription> future;

	private final Completions completions;

	private final Duration timeout;

	private final Consumer<DefaultSubscription> forget;

	private final long deadline;

	PendingSubscribe(DefaultSubscription subscription, SubscribeOptions options,
			CompletableFuture<MqttSubscription> future, Completions completions, Duration timeout,
			Consumer<DefaultSubscription> forget) {
		super(subscription, subscription.filters(), new Subscription("", subscription.spec().qos()),
				options.userProperties());
		this.subscription = subscription;
		this.options = options;
		this.future = future;
		this.completions = completions;
		this.timeout = timeout;
		this.forget = forget;
		this.deadline = System.nanoTime() + timeout.toNanos();
	}

	@Override
	protected Subscription subscription(TopicFilter filter) {
		FilterOptions own = this.options.filter(filter);
		return new Subscription(filter.text(), this.subscription.spec().qos(filter), own.noLocal(),
				own.retainAsPublished(), own.retainHandling());
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
		SubscribeResult result = new SubscribeResult(results, properties.reasonString(), properties.userProperties());
		if (results.values().stream().anyMatch(ReasonCode::isFailure)) {
			fail(new MqttSubscribeException(result));
		}
		else {
			succeed();
		}
	}

	@Override
	protected void unsupported(String detail) {
		fail(new MqttUnsupportedException("Cannot subscribe to " + this.subscription.filters() + ": " + detail));
	}

	@Override
	protected void conflicting(TopicFilter filter, String option) {
		fail(new IllegalArgumentException("Cannot subscribe to " + filter + ": the client has a subscription to it with"
				+ " another " + option + ", and the broker keeps one subscription for a filter"));
	}

	@Override
	protected void timedOut() {
		fail(new MqttTimeoutException("subscribe", this.timeout, isWritten(),
				"the broker did not answer for " + this.subscription.filters()));
	}

	/**
	 * Give the subscription to the application, or end it if nobody waits for it any
	 * more.
	 */
	void succeed() {
		this.completions.execute(() -> {
			if (!this.future.complete(this.subscription)) {
				this.subscription.unsubscribeAsync();
			}
		});
	}

	@Override
	public void fail(RuntimeException failure) {
		this.forget.accept(this.subscription);
		this.subscription.abandon();
		this.completions.fail(this.future, failure);
	}

}
