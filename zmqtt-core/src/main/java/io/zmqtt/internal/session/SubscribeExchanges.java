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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.zmqtt.ReasonCode;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.session.SubscribeExchange.Ask;
import io.zmqtt.internal.session.SubscribeExchange.End;
import org.jspecify.annotations.Nullable;

/**
 * The SUBSCRIBE and UNSUBSCRIBE packets of one connection after the other: a limited
 * number of them on the way, the others in a queue, in one order.
 */
final class SubscribeExchanges {

	private static final int FILTERS_PER_PACKET = 100;

	private static final int MAXIMUM_OPEN = 100;

	private final PacketIds ids;

	private final Counters counters;

	private final SessionEvents events;

	private final PacketIdMap<SubscribeExchange> open = new PacketIdMap<>();

	private final ArrayDeque<SubscribeExchange> queue = new ArrayDeque<>(0);

	private @Nullable SessionSink sink;

	private Limits limits = Limits.V3_1_1;

	SubscribeExchanges(PacketIds ids, Counters counters, SessionEvents events) {
		this.ids = ids;
		this.counters = counters;
		this.events = events;
	}

	void connected(SessionSink sink, Limits limits) {
		this.sink = sink;
		this.limits = limits;
	}

	/**
	 * Forget everything.
	 * @param ends is given what was to be ended and may not be
	 */
	void disconnected(BiConsumer<End, List<TopicFilter>> ends) {
		this.sink = null;
		List<SubscribeExchange> all = new ArrayList<>();
		this.open.forEach((id, exchange) -> {
			this.ids.release(id);
			all.add(exchange);
		});
		this.open.clear();
		all.addAll(this.queue);
		this.queue.clear();
		for (SubscribeExchange exchange : all) {
			if (exchange.end() != null) {
				ends.accept(exchange.end(), exchange.filters());
			}
		}
	}

	/**
	 * Ask for filters. With subscription identifiers each has a packet of its own.
	 */
	void send(List<Ask> asks, List<UserProperty> userProperties) {
		int limit = this.limits.subscriptionIdentifiersAvailable() ? 1 : FILTERS_PER_PACKET;
		List<Ask> part = new ArrayList<>();
		for (Ask ask : asks) {
			part.add(ask);
			if (part.size() > 1 && !fits(subscribe(1, part, userProperties))) {
				part.remove(part.size() - 1);
				this.queue.add(SubscribeExchange.subscribe(List.copyOf(part), userProperties));
				part.clear();
				part.add(ask);
			}
			if (part.size() == limit) {
				this.queue.add(SubscribeExchange.subscribe(List.copyOf(part), userProperties));
				part.clear();
			}
		}
		if (!part.isEmpty()) {
			this.queue.add(SubscribeExchange.subscribe(List.copyOf(part), userProperties));
		}
		sendNext();
	}

	private Subscribe subscribe(int packetId, List<Ask> asks, List<UserProperty> userProperties) {
		int identifier = this.limits.subscriptionIdentifiersAvailable() ? asks.get(0).item().identifier() : 0;
		return new Subscribe(packetId,
				asks.stream().map((ask) -> ask.item().subscription(ask.retainHandling())).toList(), identifier,
				userProperties);
	}

	/**
	 * End filters.
	 * @param operations who waits for all of them
	 */
	void end(List<TopicFilter> filters, List<UnsubscribeOperation> operations) {
		End end = new End(operations, filters.size());
		List<TopicFilter> part = new ArrayList<>();
		for (TopicFilter filter : filters) {
			part.add(filter);
			if (part.size() > 1 && !fits(unsubscribe(1, part, end.userProperties()))) {
				part.remove(part.size() - 1);
				this.queue.add(SubscribeExchange.unsubscribe(end, List.copyOf(part)));
				part.clear();
				part.add(filter);
			}
			if (part.size() == FILTERS_PER_PACKET) {
				this.queue.add(SubscribeExchange.unsubscribe(end, List.copyOf(part)));
				part.clear();
			}
		}
		if (!part.isEmpty()) {
			this.queue.add(SubscribeExchange.unsubscribe(end, List.copyOf(part)));
		}
		sendNext();
	}

	private static Unsubscribe unsubscribe(int packetId, List<TopicFilter> filters, List<UserProperty> userProperties) {
		return new Unsubscribe(packetId, filters.stream().map(TopicFilter::text).toList(), userProperties);
	}

	/**
	 * Return the packet without what would make it too large for the server.
	 */
	private Unsubscribe unsubscribe(int packetId, List<TopicFilter> filters, End end) {
		Unsubscribe packet = unsubscribe(packetId, filters, end.userProperties());
		return fits(packet) ? packet : unsubscribe(packetId, filters, List.of());
	}

	private boolean fits(Packet packet) {
		SessionSink target = this.sink;
		return target == null || this.limits.maximumPacketSize() == Integer.MAX_VALUE
				|| target.size(packet) <= this.limits.maximumPacketSize();
	}

	/**
	 * Send what there is room for.
	 */
	void sendNext() {
		SessionSink target = this.sink;
		while (target != null && !this.queue.isEmpty() && this.open.size() < MAXIMUM_OPEN) {
			int id = this.ids.acquire();
			if (id == 0) {
				// there is none before a publish ends; the next answer comes here again
				return;
			}
			SubscribeExchange exchange = this.queue.remove();
			this.open.put(id, exchange);
			End end = exchange.end();
			target.send((end != null) ? unsubscribe(id, exchange.filters(), end)
					: subscribe(id, exchange.asks(), exchange.userProperties()));
		}
	}

	/**
	 * Take the answer to a SUBSCRIBE.
	 * @return what was asked, or null if nothing was
	 */
	@Nullable SubscribeExchange answered(SubAck packet) {
		SubscribeExchange exchange = this.open.get(packet.packetId());
		if (exchange == null) {
			this.counters.unknownAcks.increment();
			this.events.unknownAck(PacketType.SUBACK, packet.packetId());
			return null;
		}
		if (exchange.end() != null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "SUBACK for an UNSUBSCRIBE");
		}
		return close(packet.packetId(), exchange, packet.reasonCodes().size(), exchange.asks().size(), "SUBACK");
	}

	/**
	 * Take the answer to an UNSUBSCRIBE.
	 * @return what was asked, or null if nothing was
	 */
	@Nullable SubscribeExchange answered(UnsubAck packet) {
		SubscribeExchange exchange = this.open.get(packet.packetId());
		if (exchange == null) {
			this.counters.unknownAcks.increment();
			this.events.unknownAck(PacketType.UNSUBACK, packet.packetId());
			return null;
		}
		if (exchange.end() == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "UNSUBACK for a SUBSCRIBE");
		}
		int codes = this.limits.v5() ? packet.reasonCodes().size() : exchange.filters().size();
		return close(packet.packetId(), exchange, codes, exchange.filters().size(), "UNSUBACK");
	}

	private SubscribeExchange close(int packetId, SubscribeExchange exchange, int codes, int expected, String type) {
		if (codes != expected) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					type + " with " + codes + " reason codes for " + expected + " filters");
		}
		this.open.remove(packetId);
		this.ids.release(packetId);
		return exchange;
	}

}
