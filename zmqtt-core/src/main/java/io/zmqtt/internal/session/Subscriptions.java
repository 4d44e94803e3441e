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

package io.zmqtt.internal.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.session.SubscribeExchange.Ask;
import io.zmqtt.internal.session.SubscribeExchange.End;
import io.zmqtt.internal.session.SubscribeExchange.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that the application wants. What is wanted is independent of the
 * connection: at each connect it is asked for again. The broker has one subscription for
 * each filter, however many routes want it.
 */
final class Subscriptions {

	private final SessionConfig config;

	private final Router router;

	private final SessionEvents events;

	private final SubscribeExchanges exchanges;

	private final Unsubscribes unsubscribes;

	private final Restoring restoring;

	private final Map<TopicFilter, Desired> desired = new LinkedHashMap<>();

	/**
	 * Filters that nobody wants any more and that the broker may still send for.
	 */
	private final Map<TopicFilter, Desired> leftOver = new LinkedHashMap<>();

	private final List<SubscribeOperation> subscribing = new ArrayList<>(0);

	private boolean refusals;

	private @Nullable SessionSink sink;

	private Limits limits = Limits.V3_1_1;

	Subscriptions(PacketIds ids, Router router, SessionConfig config, Counters counters, SessionEvents events) {
		this.config = config;
		this.router = router;
		this.events = events;
		this.exchanges = new SubscribeExchanges(ids, counters, events);
		this.unsubscribes = new Unsubscribes(this.exchanges);
		this.restoring = new Restoring(config.restoreTimeout(), events);
	}

	// Wanting

	/**
	 * Want filters and, if an answer is waited for, send SUBSCRIBE now or at the next
	 * connect.
	 */
	void subscribe(SubscribeOperation operation, boolean awaitAnswer) {
		for (TopicFilter filter : operation.filters()) {
			Desired item = this.desired.get(filter);
			String conflict = (item != null) ? item.findConflict(operation.subscription(filter)) : null;
			if (conflict != null) {
				operation.conflicting(filter, conflict);
				return;
			}
			ReasonCode refusal = (this.sink != null)
					? findRefusal(filter, operation.subscription(filter), operation.userProperties()) : null;
			if (refusal != null) {
				operation.unsupported("the server does not support it: " + refusal);
				return;
			}
		}
		if (awaitAnswer) {
			this.subscribing.add(operation);
		}
		List<Ask> asks = new ArrayList<>(operation.filters().size());
		Map<TopicFilter, ReasonCode> answered = new LinkedHashMap<>();
		for (TopicFilter filter : operation.filters()) {
			want(filter, operation, asks, answered);
		}
		if (this.sink != null) {
			operation.written();
			this.exchanges.send(asks, operation.userProperties());
		}
		answered.forEach((filter, reasonCode) -> answer(operation, filter, reasonCode, AckProperties.NONE));
	}

	private void want(TopicFilter filter, SubscribeOperation operation, List<Ask> asks,
			Map<TopicFilter, ReasonCode> answered) {
		Desired item = this.desired.computeIfAbsent(filter, this::revive);
		Subscription options = operation.subscription(filter);
		boolean enough = item.isWanted() && !item.isRefused() && options.qos().compareTo(item.qos()) <= 0
				&& options.retainHandling() != RetainHandling.SEND;
		item.add(operation.route(), options);
		this.router.add(item, operation.route());
		this.unsubscribes.revived(filter);
		if (this.sink == null) {
			return;
		}
		Ask pending = item.pending();
		ReasonCode known = item.answer();
		if (enough && pending != null) {
			pending.waiting().add(operation);
		}
		else if (enough && known != null) {
			answered.put(filter, known);
		}
		else {
			Ask ask = new Ask(item, options.retainHandling(), Kind.NEW);
			ask.waiting().add(operation);
			item.pending(ask);
			asks.add(ask);
		}
	}

	private Desired revive(TopicFilter filter) {
		Desired item = this.leftOver.remove(filter);
		if (item == null) {
			return this.router.create(filter);
		}
		item.answered(null);
		return item;
	}

	private @Nullable ReasonCode findRefusal(TopicFilter filter, Subscription options,
			List<UserProperty> userProperties) {
		if (filter.hasWildcards() && !this.limits.wildcardSubscriptionAvailable()) {
			return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		if (filter.isShared() && !this.limits.sharedSubscriptionAvailable()) {
			return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		SessionSink target = this.sink;
		if (target != null && this.limits.maximumPacketSize() != Integer.MAX_VALUE) {
			int identifier = this.limits.subscriptionIdentifiersAvailable() ? Router.MAXIMUM_IDENTIFIER : 0;
			int size = target.size(new Subscribe(1, List.of(options), identifier, userProperties));
			if (size > this.limits.maximumPacketSize()) {
				return ReasonCode.PACKET_TOO_LARGE;
			}
		}
		return null;
	}

	/**
	 * Want a route's filters no more.
	 */
	void unsubscribe(Route route, List<TopicFilter> filters, @Nullable UnsubscribeOperation operation) {
		this.subscribing.removeIf((subscribe) -> subscribe.route() == route);
		List<TopicFilter> free = forget(route, filters);
		if (operation == null) {
			return;
		}
		for (TopicFilter filter : free) {
			Desired item = this.leftOver.get(filter);
			if (item != null) {
				item.ending();
			}
		}
		if (free.isEmpty()) {
			operation.answered(Map.of(), AckProperties.NONE);
		}
		else if (this.sink == null) {
			// a resumed session has to be told at the next connect; nobody needs to wait
			// for that
			this.unsubscribes.end(free, false);
			operation.answered(Unsubscribes.success(free), AckProperties.NONE);
		}
		else {
			this.unsubscribes.end(free, operation);
		}
	}

	/**
	 * Remove a route from filters.
	 * @return the filters that nobody wants any more
	 */
	private List<TopicFilter> forget(Route route, List<TopicFilter> filters) {
		List<TopicFilter> free = new ArrayList<>(filters.size());
		for (TopicFilter filter : filters) {
			Desired item = this.desired.get(filter);
			if (item == null || !item.remove(route)) {
				continue;
			}
			this.router.remove(item, route);
			if (!item.isWanted()) {
				this.desired.remove(filter);
				this.leftOver.put(filter, item);
				free.add(filter);
			}
		}
		return free;
	}

	/**
	 * Let the identifier of a filter go, because the broker sends nothing for it any
	 * more.
	 */
	private void dismiss(TopicFilter filter) {
		Desired item = this.leftOver.remove(filter);
		if (item != null) {
			this.router.remove(item);
		}
	}

	// Connecting

	void connected(SessionSink sink, Limits limits, boolean sessionPresent) {
		this.sink = sink;
		this.limits = limits;
		this.exchanges.connected(sink, limits);
		this.unsubscribes.connected(sessionPresent);
		if (!sessionPresent) {
			List.copyOf(this.leftOver.keySet()).forEach(this::dismiss);
			this.router.started();
		}
		this.refusals = false;
		Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>();
		List<Ask> asks = new ArrayList<>(this.desired.size());
		for (Desired item : this.desired.values()) {
			RetainHandling wanted = item.retainHandling();
			RetainHandling handling = (sessionPresent && wanted == RetainHandling.SEND) ? RetainHandling.SEND_IF_NEW
					: wanted;
			item.answered(null);
			item.forgetRetries();
			item.pending(null);
			ReasonCode refusal = findRefusal(item.filter(), item.subscription(handling), List.of());
			if (refusal != null) {
				refused.put(item.filter(), refusal);
			}
			else {
				Ask ask = new Ask(item, handling, Kind.RESTORE);
				item.pending(ask);
				asks.add(ask);
			}
		}
		this.restoring.started(asks.size(), refused);
		for (SubscribeOperation operation : this.subscribing) {
			operation.written();
			for (TopicFilter filter : operation.filters()) {
				Desired item = this.desired.get(filter);
				Ask ask = (item != null) ? item.pending() : null;
				if (ask != null) {
					ask.waiting().add(operation);
				}
			}
		}
		this.exchanges.send(asks, List.of());
		refuse(refused);
	}

	/**
	 * Tell the receivers of filters that the connected broker does not support.
	 */
	private void refuse(Map<TopicFilter, ReasonCode> refused) {
		refused.forEach((filter, reasonCode) -> {
			Desired item = this.desired.get(filter);
			if (item != null) {
				note(item, reasonCode, AckProperties.NONE);
			}
			for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
				if (operation.filters().contains(filter)) {
					answer(operation, filter, reasonCode, AckProperties.NONE);
				}
			}
		});
		if (!this.restoring.isRestoring() && !refused.isEmpty()) {
			this.events.restored(refused);
		}
	}

	void reading(boolean reading) {
		this.restoring.reading(reading);
	}

	void disconnected() {
		this.sink = null;
		this.restoring.disconnected();
		this.exchanges.disconnected((end, filters) -> filters.forEach(
				(filter) -> this.unsubscribes.interrupted(filter, end.operations(), this.desired.containsKey(filter))));
		this.desired.values().forEach((item) -> item.pending(null));
	}

	// Answers

	void subAck(SubAck packet) {
		SubscribeExchange exchange = this.exchanges.answered(packet);
		if (exchange == null) {
			return;
		}
		List<Ask> asks = exchange.asks();
		for (int i = 0; i < asks.size(); i++) {
			answered(asks.get(i), packet.reasonCodes().get(i), packet.properties());
		}
		this.exchanges.sendNext();
	}

	private void answered(Ask ask, ReasonCode reasonCode, AckProperties properties) {
		Desired item = ask.item();
		boolean before = item.isRefused();
		if (item.pending() == ask) {
			item.pending(null);
		}
		note(item, reasonCode, properties);
		for (SubscribeOperation operation : List.copyOf(ask.waiting())) {
			answer(operation, item.filter(), reasonCode, properties);
		}
		if (reasonCode.isFailure() && item.isWanted()) {
			this.refusals = true;
			this.events.expireSoon();
		}
		this.restoring.answered(ask, reasonCode, before != reasonCode.isFailure());
	}

	private static void note(Desired item, ReasonCode reasonCode, AckProperties properties) {
		item.answered(reasonCode);
		for (Route route : item.routes()) {
			route.answered(item.filter(), reasonCode, properties);
		}
	}

	private void answer(SubscribeOperation operation, TopicFilter filter, ReasonCode reasonCode,
			AckProperties properties) {
		if (this.subscribing.contains(operation) && operation.answer(filter, reasonCode)) {
			finish(operation, properties);
		}
	}

	private void finish(SubscribeOperation operation, AckProperties properties) {
		this.subscribing.remove(operation);
		Map<TopicFilter, ReasonCode> results = operation.results();
		if (results.values().stream().anyMatch(ReasonCode::isFailure)) {
			List<TopicFilter> free = forget(operation.route(), operation.filters());
			Predicate<TopicFilter> held = (filter) -> isGranted(results.get(filter)) || isAskedFor(filter);
			this.unsubscribes.end(free.stream().filter(held).toList(), this.sink != null);
			free.stream().filter(held.negate()).forEach(this::dismiss);
		}
		operation.answered(results, properties);
	}

	/**
	 * Return whether a request for a filter that nobody wants any more is on the way.
	 */
	private boolean isAskedFor(TopicFilter filter) {
		Desired item = this.leftOver.get(filter);
		return item != null && item.pending() != null;
	}

	private static boolean isGranted(@Nullable ReasonCode reasonCode) {
		return reasonCode != null && !reasonCode.isFailure();
	}

	void unsubAck(UnsubAck packet) {
		SubscribeExchange exchange = this.exchanges.answered(packet);
		End end = (exchange != null) ? exchange.end() : null;
		if (exchange == null || end == null) {
			return;
		}
		List<ReasonCode> codes = packet.reasonCodes();
		List<TopicFilter> filters = exchange.filters();
		for (int i = 0; i < filters.size(); i++) {
			TopicFilter filter = filters.get(i);
			dismiss(filter);
			ReasonCode reasonCode = (i < codes.size()) ? codes.get(i) : ReasonCode.SUCCESS;
			if (end.answer(filter, reasonCode)) {
				this.unsubscribes.complete(end.operations(), end.results(), packet.properties());
			}
		}
		this.exchanges.sendNext();
	}

	// Time

	/**
	 * End the waits whose deadline has passed, and those that were given up, and ask
	 * again for what was refused.
	 * @return the earliest time at which there is something to do, or
	 * {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Long.MAX_VALUE;
		for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
			boolean late = operation.deadline() - now <= 0;
			if (late || !operation.isOpen()) {
				this.subscribing.remove(operation);
				this.unsubscribes.end(forget(operation.route(), operation.filters()), this.sink != null);
				operation.timedOut();
			}
			else {
				earliest = Math.min(earliest, operation.deadline());
			}
		}
		earliest = Math.min(Math.min(earliest, this.unsubscribes.expire(now)), askAgain(now));
		return Math.min(earliest, this.restoring.expire(now, this.desired.values()));
	}

	private long askAgain(long now) {
		long earliest = Long.MAX_VALUE;
		if (!this.refusals || this.sink == null) {
			return earliest;
		}
		this.refusals = false;
		List<Ask> asks = new ArrayList<>();
		for (Desired item : this.desired.values()) {
			if (!item.isRetriable()) {
				continue;
			}
			this.refusals = true;
			long at = item.retryAt(now, this.config.retryDelay(), this.config.maxRetryDelay());
			if (at - now <= 0) {
				Ask ask = new Ask(item, item.retainHandling(), Kind.RETRY);
				item.pending(ask);
				asks.add(ask);
			}
			else {
				earliest = Math.min(earliest, at);
			}
		}
		this.restoring.retried(asks.size());
		this.exchanges.send(asks, List.of());
		return earliest;
	}

	/**
	 * Stop waiting for answers. What is wanted stays wanted, except what an open
	 * operation has just asked for.
	 */
	void abandon(Consumer<SubscribeOperation> subscribeEnding, Consumer<UnsubscribeOperation> unsubscribeEnding) {
		for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
			this.subscribing.remove(operation);
			this.unsubscribes.end(forget(operation.route(), operation.filters()), this.sink != null);
			subscribeEnding.accept(operation);
		}
		this.unsubscribes.abandon(unsubscribeEnding);
	}

	boolean isAwaitingAnswers() {
		return !this.subscribing.isEmpty() || !this.unsubscribes.isEmpty() || this.restoring.isRestoring();
	}

}
