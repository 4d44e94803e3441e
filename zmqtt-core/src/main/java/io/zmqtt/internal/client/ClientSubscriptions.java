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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.zmqtt.MqttException;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.PublishProperties;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.connection.ConnectionManager;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The open subscriptions of a client, which it makes and ends.
 */
final class ClientSubscriptions {

	private final ClientCore core;

	private final Session session;

	private final ConnectionManager manager;

	private final Completions completions;

	private final Set<DefaultSubscription> open = ConcurrentHashMap.newKeySet();

	ClientSubscriptions(ClientCore core, Session session, ConnectionManager manager, Completions completions) {
		this.core = core;
		this.session = session;
		this.manager = manager;
		this.completions = completions;
	}

	/**
	 * Make a subscription.
	 * @param how completes the future
	 */
	CompletableFuture<MqttSubscription> subscribe(SubscriptionSpec spec, SubscribeOptions options,
			@Nullable MqttMessageHandler handler, Completions how) {
		DefaultSubscription subscription = new DefaultSubscription(this.core, spec, handler);
		validate(subscription.filters(), options);
		Work work = this.core.work();
		CompletableFuture<MqttSubscription> future = new CompletableFuture<>();
		future.whenComplete((done, failure) -> {
			if (failure != null) {
				work.tryExecute(() -> work.expireAt(this.core.expire(System.nanoTime())));
			}
		});
		this.core.onLoop(future, () -> {
			PendingSubscribe operation = new PendingSubscribe(subscription, options, future, how,
					this.core.config().subscribeTimeout(), this.open::remove);
			this.open.add(subscription);
			switch (this.manager.state()) {
				case DISCONNECTED, FAILED, DISCONNECTING -> {
					this.session.subscribe(operation, false);
					operation.succeed();
				}
				default -> {
					work.expireAt(operation.deadline());
					this.session.subscribe(operation, true);
				}
			}
		});
		return future;
	}

	private static void validate(List<TopicFilter> filters, SubscribeOptions options) {
		for (TopicFilter filter : filters) {
			if (filter.isShared() && options.filter(filter).noLocal()) {
				throw new IllegalArgumentException("No Local is not allowed for the shared subscription '" + filter
						+ "' (MQTT 5.0, section 3.8.3.1)");
			}
		}
		for (TopicFilter filter : options.filters().keySet()) {
			if (!filters.contains(filter)) {
				throw new IllegalArgumentException(
						"There are options for '" + filter + "', which is none of the filters " + filters);
			}
		}
		// user properties obey the same rules in all packets
		PublishProperties.builder().userProperties(options.userProperties());
	}

	/**
	 * End a subscription.
	 * @param tellBroker whether to send UNSUBSCRIBE
	 * @param future is completed on the event loop
	 */
	void end(DefaultSubscription subscription, boolean tellBroker, List<UserProperty> userProperties,
			CompletableFuture<UnsubscribeResult> future) {
		future.whenComplete((result, failure) -> this.open.remove(subscription));
		Work work = this.core.work();
		boolean accepted = work.tryExecute(() -> {
			this.core.loop()
				.schedule(() -> work.run(() -> this.session.giveUp(subscription)),
						this.core.config().closeTimeout().toNanos(), TimeUnit.NANOSECONDS);
			if (tellBroker) {
				PendingUnsubscribe operation = new PendingUnsubscribe(userProperties, future,
						this.core.config().subscribeTimeout());
				work.expireAt(operation.deadline());
				this.session.unsubscribe(subscription, subscription.filters(), operation);
			}
			else {
				this.session.unsubscribe(subscription, subscription.filters(), null);
				future.complete(new UnsubscribeResult(Map.of(), null, List.of()));
			}
		});
		if (!accepted) {
			future.complete(new UnsubscribeResult(Map.of(), null, List.of()));
		}
	}

	/**
	 * Return a copy of what is open. What is still being unsubscribed is not.
	 */
	List<MqttSubscription> open() {
		List<MqttSubscription> open = new ArrayList<>();
		this.open.forEach((subscription) -> {
			if (!subscription.isClosed()) {
				open.add(subscription);
			}
		});
		return List.copyOf(open);
	}

	/**
	 * Return what the broker refuses at present.
	 */
	Map<TopicFilter, ReasonCode> refused() {
		Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();
		open().forEach((subscription) -> subscription.result().reasonCodes().forEach((filter, code) -> {
			if (code.isFailure()) {
				refused.put(filter, code);
			}
		}));
		return refused;
	}

	/**
	 * The client has lost its connection for good, or has got it back.
	 * @param failure why, or null if it is there again
	 */
	void interrupted(@Nullable MqttException failure) {
		this.open.forEach((subscription) -> subscription.interrupted(failure));
	}

	/**
	 * The client is closed: nothing is handed over any more.
	 */
	void shutDown() {
		this.open.forEach(DefaultSubscription::shutDown);
		this.open.clear();
	}

}
