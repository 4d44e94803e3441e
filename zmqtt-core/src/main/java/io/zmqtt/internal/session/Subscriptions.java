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
import java.util.stream.Stream;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions that the application wants, and the packets that make them so. What
 * is wanted is independent of the connection: at each connect it is asked for again.
 */
final class Subscriptions {

	private static final int FILTERS_PER_PACKET = 100;

	private final PacketIds ids;

	private final RoutingTree<Route> routes;

	private final Counters counters;

	private final SessionEvents events;

	private final Map<TopicFilter, Desired> desired = new LinkedHashMap<>();

	/**
	 * Filters that a resumed session may still hold, with those who wait for their end.
	 */
	private final Map<TopicFilter, List<UnsubscribeOperation>> obsolete = new LinkedHashMap<>();

	private final PacketIdMap<Exchange> exchanges = new PacketIdMap<>();

	private final List<SubscribeOperation> subscribing = new ArrayList<>(0);

	private final List<UnsubscribeOperation> unsubscribing = new ArrayList<>(0);

	private final Map<TopicFilter, ReasonCode> restoredResults = new LinkedHashMap<>();

	private int restoring;

	private @Nullable SessionSink sink;

	private Limits limits = Limits.V3_1_1;

	Subscriptions(PacketIds ids, RoutingTree<Route> routes, Counters counters, SessionEvents events) {
		this.ids = ids;
		this.routes = routes;
		this.counters = counters;
		this.events = events;
	}

	/**
	 * Want filters and, if an answer is waited for, send SUBSCRIBE now or at the next
	 * connect.
	 */
	void subscribe(SubscribeOperation operation, boolean awaitAnswer) {
		SessionSink target = this.sink;
		if (target != null) {
			for (TopicFilter filter : operation.filters()) {
				ReasonCode refusal = findRefusal(filter);
				if (refusal != null) {
					operation.unsupported("the server does not support it: " + refusal);
					return;
				}
			}
		}
		List<Desired> items = new ArrayList<>(operation.filters().size());
		for (TopicFilter filter : operation.filters()) {
			Desired item = this.desired.computeIfAbsent(filter, Desired::new);
			item.holders.add(new Holder(operation.route(), operation.subscription(filter)));
			this.routes.add(filter, operation.route());
			List<UnsubscribeOperation> waiting = this.obsolete.remove(filter);
			if (waiting != null) {
				waiting.forEach((ending) -> complete(ending, success(List.of(filter)), AckProperties.NONE));
			}
			items.add(item);
		}
		if (awaitAnswer) {
			this.subscribing.add(operation);
		}
		if (target != null) {
			operation.written();
			send(target, items, operation, RetainHandling.SEND);
		}
	}

	private @Nullable ReasonCode findRefusal(TopicFilter filter) {
		if (filter.hasWildcards() && !this.limits.wildcardSubscriptionAvailable()) {
			return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		if (filter.isShared() && !this.limits.sharedSubscriptionAvailable()) {
			return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
		}
		return null;
	}

	private void send(SessionSink target, List<Desired> items, @Nullable SubscribeOperation operation,
			RetainHandling retained) {
		for (int from = 0; from < items.size(); from += FILTERS_PER_PACKET) {
			List<Desired> part = List.copyOf(items.subList(from, Math.min(items.size(), from + FILTERS_PER_PACKET)));
			int id = this.ids.acquire();
			if (id == 0) {
				throw new IllegalStateException("No packet identifier is free");
			}
			this.exchanges.put(id, new Exchange(part, operation, null));
			target.send(new Subscribe(id, part.stream().map((item) -> item.subscription(retained)).toList(), 0,
					(operation != null) ? operation.userProperties() : List.of()));
		}
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
		end(free, operation);
	}

	/**
	 * Tell the broker that filters are not wanted any more.
	 */
	private void end(List<TopicFilter> filters, UnsubscribeOperation operation) {
		SessionSink target = this.sink;
		if (filters.isEmpty()) {
			operation.answered(Map.of(), AckProperties.NONE);
		}
		else if (target == null) {
			// a resumed session has to be told at the next connect; nobody needs to wait
			// for that
			filters.forEach((filter) -> this.obsolete.put(filter, List.of()));
			operation.answered(success(filters), AckProperties.NONE);
		}
		else {
			this.unsubscribing.add(operation);
			send(target, filters, List.of(operation));
		}
	}

	private void send(SessionSink target, List<TopicFilter> filters, List<UnsubscribeOperation> operations) {
		int id = this.ids.acquire();
		if (id == 0) {
			throw new IllegalStateException("No packet identifier is free");
		}
		this.exchanges.put(id, new Exchange(List.of(), null, new Ending(List.copyOf(filters), operations)));
		target.send(new Unsubscribe(id, filters.stream().map(TopicFilter::text).toList()));
	}

	/**
	 * Remove a route from filters.
	 * @return the filters that nobody wants any more
	 */
	private List<TopicFilter> forget(Route route, List<TopicFilter> filters) {
		List<TopicFilter> free = new ArrayList<>(filters.size());
		for (TopicFilter filter : filters) {
			this.routes.remove(filter, route);
			Desired item = this.desired.get(filter);
			if (item != null && item.holders.removeIf((holder) -> holder.route() == route) && item.holders.isEmpty()) {
				this.desired.remove(filter);
				free.add(filter);
			}
		}
		return free;
	}

	void connected(SessionSink sink, Limits limits, boolean sessionPresent) {
		this.sink = sink;
		this.limits = limits;
		if (!this.obsolete.isEmpty()) {
			Map<TopicFilter, List<UnsubscribeOperation>> ended = new LinkedHashMap<>(this.obsolete);
			this.obsolete.clear();
			List<UnsubscribeOperation> operations = ended.values().stream().flatMap(List::stream).distinct().toList();
			List<TopicFilter> filters = List.copyOf(ended.keySet());
			if (sessionPresent) {
				send(sink, filters, operations);
			}
			else {
				operations.forEach((operation) -> complete(operation, success(filters), AckProperties.NONE));
			}
		}
		this.restoredResults.clear();
		this.restoring = 0;
		List<Desired> items = new ArrayList<>(this.desired.size());
		for (Desired item : this.desired.values()) {
			ReasonCode refusal = findRefusal(item.filter);
			if (refusal != null) {
				this.restoredResults.put(item.filter, refusal);
			}
			else {
				items.add(item);
			}
		}
		this.restoring = items.size();
		this.subscribing.forEach(SubscribeOperation::restored);
		send(sink, items, null, sessionPresent ? RetainHandling.SEND_IF_NEW : RetainHandling.SEND);
		Map<TopicFilter, ReasonCode> refused = new LinkedHashMap<>(this.restoredResults);
		refused.forEach((filter, reasonCode) -> answer(this.desired.get(filter), reasonCode, AckProperties.NONE, null));
		if (items.isEmpty() && !refused.isEmpty()) {
			this.events.restored(refused);
		}
	}

	void disconnected() {
		this.sink = null;
		this.restoring = 0;
		this.exchanges.forEach((id, exchange) -> {
			this.ids.release(id);
			Ending ending = exchange.ending();
			if (ending != null) {
				ending.filters().forEach((filter) -> interrupted(filter, ending.operations()));
			}
		});
		this.exchanges.clear();
	}

	/**
	 * An UNSUBSCRIBE may not have reached the broker. If the filter is wanted again, it
	 * must not be ended on a resumed session, which may hold messages for it.
	 */
	private void interrupted(TopicFilter filter, List<UnsubscribeOperation> operations) {
		if (this.desired.containsKey(filter)) {
			operations.forEach((operation) -> complete(operation, success(List.of(filter)), AckProperties.NONE));
		}
		else {
			this.obsolete.merge(filter, operations,
					(first, second) -> Stream.concat(first.stream(), second.stream()).toList());
		}
	}

	void subAck(SubAck packet) {
		Exchange exchange = this.exchanges.get(packet.packetId());
		if (exchange == null) {
			this.counters.unknownAcks.increment();
			return;
		}
		if (exchange.ending() != null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "SUBACK for an UNSUBSCRIBE");
		}
		List<Desired> items = exchange.items();
		List<ReasonCode> codes = packet.reasonCodes();
		if (codes.size() != items.size()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"SUBACK with " + codes.size() + " reason codes for " + items.size() + " filters");
		}
		release(packet.packetId());
		for (int i = 0; i < items.size(); i++) {
			Desired item = items.get(i);
			if (exchange.operation() == null) {
				this.restoredResults.put(item.filter, codes.get(i));
			}
			answer(item, codes.get(i), packet.properties(), exchange.operation());
		}
		if (exchange.operation() == null && this.restoring > 0) {
			this.restoring -= items.size();
			if (this.restoring == 0) {
				this.events.restored(new LinkedHashMap<>(this.restoredResults));
			}
		}
	}

	/**
	 * Note the broker's answer to a filter.
	 * @param asking who asked, or null if the filter was asked for again after a connect,
	 * which answers all who wait for it
	 */
	private void answer(@Nullable Desired item, ReasonCode reasonCode, AckProperties properties,
			@Nullable SubscribeOperation asking) {
		if (item == null) {
			return;
		}
		for (Holder holder : List.copyOf(item.holders)) {
			holder.route().answered(item.filter, reasonCode, properties);
		}
		if (asking != null) {
			if (this.subscribing.contains(asking) && asking.answer(item.filter, reasonCode)) {
				finish(asking, properties);
			}
			return;
		}
		for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
			if (operation.isRestored() && operation.filters().contains(item.filter)
					&& operation.answer(item.filter, reasonCode)) {
				finish(operation, properties);
			}
		}
	}

	private void finish(SubscribeOperation operation, AckProperties properties) {
		this.subscribing.remove(operation);
		Map<TopicFilter, ReasonCode> results = operation.results();
		if (results.values().stream().anyMatch(ReasonCode::isFailure)) {
			List<TopicFilter> granted = results.entrySet()
				.stream()
				.filter((entry) -> !entry.getValue().isFailure())
				.map(Map.Entry::getKey)
				.toList();
			List<TopicFilter> free = forget(operation.route(), operation.filters());
			giveBack(free.stream().filter(granted::contains).toList());
		}
		operation.answered(results, properties);
	}

	private void giveBack(List<TopicFilter> filters) {
		SessionSink target = this.sink;
		if (filters.isEmpty()) {
			return;
		}
		if (target != null) {
			send(target, filters, List.of());
		}
		else {
			filters.forEach((filter) -> this.obsolete.put(filter, List.of()));
		}
	}

	void unsubAck(UnsubAck packet) {
		Exchange exchange = this.exchanges.get(packet.packetId());
		if (exchange == null) {
			this.counters.unknownAcks.increment();
			return;
		}
		Ending ending = exchange.ending();
		if (ending == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "UNSUBACK for a SUBSCRIBE");
		}
		List<ReasonCode> codes = packet.reasonCodes();
		if (this.limits.v5() && codes.size() != ending.filters().size()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"UNSUBACK with " + codes.size() + " reason codes for " + ending.filters().size() + " filters");
		}
		release(packet.packetId());
		Map<TopicFilter, ReasonCode> results = success(ending.filters());
		for (int i = 0; i < codes.size(); i++) {
			results.put(ending.filters().get(i), codes.get(i));
		}
		ending.operations().forEach((operation) -> complete(operation, results, packet.properties()));
	}

	private void complete(UnsubscribeOperation operation, Map<TopicFilter, ReasonCode> results,
			AckProperties properties) {
		if (this.unsubscribing.remove(operation)) {
			operation.answered(results, properties);
		}
	}

	private void release(int packetId) {
		this.exchanges.remove(packetId);
		this.ids.release(packetId);
	}

	/**
	 * End the waits whose deadline has passed, and those that were given up.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		long earliest = Long.MAX_VALUE;
		for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
			boolean late = operation.deadline() - now <= 0;
			if (late || !operation.isOpen()) {
				this.subscribing.remove(operation);
				List<TopicFilter> free = forget(operation.route(), operation.filters());
				if (operation.isWritten()) {
					giveBack(free);
				}
				operation.timedOut();
			}
			else {
				earliest = Math.min(earliest, operation.deadline());
			}
		}
		for (UnsubscribeOperation operation : List.copyOf(this.unsubscribing)) {
			if (operation.deadline() - now <= 0 || !operation.isOpen()) {
				this.unsubscribing.remove(operation);
				operation.timedOut();
			}
			else {
				earliest = Math.min(earliest, operation.deadline());
			}
		}
		return earliest;
	}

	/**
	 * Stop waiting for answers. What is wanted stays wanted, except what an open
	 * operation has just asked for.
	 */
	void abandon(Consumer<SubscribeOperation> subscribeEnding, Consumer<UnsubscribeOperation> unsubscribeEnding) {
		for (SubscribeOperation operation : List.copyOf(this.subscribing)) {
			this.subscribing.remove(operation);
			forget(operation.route(), operation.filters());
			subscribeEnding.accept(operation);
		}
		for (UnsubscribeOperation operation : List.copyOf(this.unsubscribing)) {
			this.unsubscribing.remove(operation);
			unsubscribeEnding.accept(operation);
		}
	}

	boolean isAwaitingAnswers() {
		return !this.subscribing.isEmpty() || !this.unsubscribing.isEmpty() || this.restoring > 0;
	}

	private static Map<TopicFilter, ReasonCode> success(List<TopicFilter> filters) {
		Map<TopicFilter, ReasonCode> results = new LinkedHashMap<>();
		filters.forEach((filter) -> results.put(filter, ReasonCode.SUCCESS));
		return results;
	}

	/**
	 * A filter that at least one route wants.
	 */
	private static final class Desired {

		private final TopicFilter filter;

		private final List<Holder> holders = new ArrayList<>(1);

		Desired(TopicFilter filter) {
			this.filter = filter;
		}

		/**
		 * Return what to ask for: the highest QoS of all holders, and the options of the
		 * last.
		 */
		Subscription subscription(RetainHandling retained) {
			QoS qos = QoS.AT_MOST_ONCE;
			for (Holder holder : this.holders) {
				if (holder.options().qos().compareTo(qos) > 0) {
					qos = holder.options().qos();
				}
			}
			Subscription options = this.holders.get(this.holders.size() - 1).options();
			RetainHandling handling = (options.retainHandling() == RetainHandling.SEND) ? retained
					: options.retainHandling();
			return new Subscription(this.filter.text(), qos, options.noLocal(), options.retainAsPublished(), handling);
		}

	}

	private record Holder(Route route, Subscription options) {

	}

	private record Ending(List<TopicFilter> filters, List<UnsubscribeOperation> operations) {

	}

	private record Exchange(List<Desired> items, @Nullable SubscribeOperation operation, @Nullable Ending ending) {

	}

}
