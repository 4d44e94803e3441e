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
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

import io.zmqtt.AckStallPolicy;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.Routing;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.session.FuzzedApplication.Message;
import io.zmqtt.internal.session.FuzzedApplication.Receiver;
import io.zmqtt.internal.session.InFlight.DropReason;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A session between an application and a server, both of which do as they are told by a
 * fuzzer, with a bookkeeping of its own: who has which packet identifier, what is in
 * which window, what is to be acknowledged next, who has to receive what. It refuses what
 * the session must not do. All use of the session's interface is here.
 */
final class CheckedSession implements SessionSink, SessionEvents {

	static final int TOPICS = 4;

	static final int FILTERS = 8;

	private static final List<String> TOPIC_NAMES = List.of("a", "a/b", "a/c", "b/longer/topic");

	private static final List<TopicFilter> FILTER_TEXTS = List
		.of("a", "a/+", "a/#", "#", "b/longer/topic", "a/b", "$share/g/a/b", "+/+/topic")
		.stream()
		.map(TopicFilter::of)
		.toList();

	private static final int MOST_OPEN = 64;

	private static final int ALIASES = 3;

	private static final int HOLD_TIME = 20;

	private static final int MOST_ROUNDS = 10_000;

	private final MqttVersion version;

	private final int maxInflight;

	private final int receiveMaximum;

	private final Routing routing;

	private final Session session;

	private final FuzzedApplication application = new FuzzedApplication(this::dropped);

	/** A {@link Message}, or the number of filters of an {@link Exchange}. */
	private final Map<Integer, Object> outbound = new LinkedHashMap<>();

	/**
	 * Identifiers of messages of QoS 2 that could not be repeated, which the peer may
	 * know.
	 */
	private final Set<Integer> reserved = new HashSet<>();

	private final Set<Message> window = new HashSet<>();

	private final Queue<Integer> atLeastOnce = new ArrayDeque<>();

	/** A repeat of a message whose PUBREC was sent is a negative number. */
	private final Queue<Integer> exactlyOnce = new ArrayDeque<>();

	/** Whether PUBREC was sent, for each message of QoS 2 that is not released. */
	/** Identifiers of an earlier process that PUBREL asks for. */
	private final Set<Integer> clearing = new HashSet<>();

	/** The session is that of an earlier process. */
	private boolean inherited;

	private final Map<Integer, Boolean> received = new HashMap<>();

	private final Map<Integer, String> aliases = new HashMap<>();

	/** The aliases of the server. */
	private final Map<Integer, String> peerAliases = new HashMap<>();

	/** The subscription identifiers, each with its filter. */
	private final Map<Integer, TopicFilter> identifiers = new LinkedHashMap<>();

	private Limits limits = Limits.V3_1_1;

	private boolean connected;

	private boolean writable = true;

	private int connection;

	private int quotaInUse;

	/** The identifier that the next acknowledgement answers at once. */
	private int answerNow;

	/**
	 * Create a session.
	 * @param options bits: RELEASE of stalled acknowledgements, MOST_SPECIFIC routing,
	 * messages to hold
	 */
	CheckedSession(MqttVersion version, int maxInflight, int receiveMaximum, int options) {
		this.version = version;
		this.maxInflight = maxInflight;
		this.receiveMaximum = receiveMaximum;
		this.routing = ((options & 2) != 0) ? Routing.MOST_SPECIFIC : Routing.ALL;
		SessionConfig config = new SessionConfig(maxInflight, true, receiveMaximum, ALIASES, ALIASES, this.routing,
				options >> 2 & 7, 1000, HOLD_TIME, 12,
				((options & 1) != 0) ? AckStallPolicy.RELEASE : AckStallPolicy.REPORT, 3, 10, 15);
		this.session = new Session(config, new Counters(), this);
	}

	private boolean v5() {
		return this.version == MqttVersion.V5;
	}

	// The connection

	void connected(boolean sessionPresent, int serverReceiveMaximum, QoS maximumQos, boolean retain,
			int maximumPacketSize, int topicAliasMaximum, boolean withIdentifiers) {
		if (this.connected) {
			return;
		}
		this.connected = true;
		this.writable = true;
		this.connection++;
		this.quotaInUse = 0;
		this.aliases.clear();
		this.peerAliases.clear();
		this.limits = v5() ? new Limits(MqttVersion.V5, serverReceiveMaximum, maximumPacketSize, maximumQos, retain,
				true, true, withIdentifiers, topicAliasMaximum) : Limits.V3_1_1;
		this.inherited = sessionPresent && (this.inherited || this.connection == 1);
		if (!sessionPresent) {
			forget();
		}
		this.session.connected(this, this.limits, sessionPresent, this.application.now());
	}

	private void forget() {
		this.outbound.clear();
		this.reserved.clear();
		this.clearing.clear();
		this.received.clear();
		this.application.messages().forEach(Message::forgotten);
	}

	void disconnected() {
		if (!this.connected) {
			return;
		}
		this.connected = false;
		this.outbound.values().removeIf(Exchange.class::isInstance);
		this.window.clear();
		this.atLeastOnce.clear();
		this.exactlyOnce.clear();
		this.session.disconnected();
	}

	void writable(boolean writable) {
		this.writable = writable;
		if (writable) {
			this.session.drain();
		}
	}

	// The application

	/**
	 * Publish.
	 * @param patience how long to wait for the outcome
	 * @param expiry after which time the message expires, 0 for never
	 */
	void publish(int qos, boolean retain, int patience, int expiry) {
		if (this.application.messages().size() < MOST_OPEN) {
			this.session.publish(this.application.message(qos, retain, patience, v5() ? expiry : 0));
		}
	}

	void subscribe(int firstFilter, int count, int qos, boolean awaitAnswer) {
		List<TopicFilter> filters = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			filters.add(FILTER_TEXTS.get((firstFilter + i) % FILTERS));
		}
		if (this.application.receivers().size() < 8) {
			this.session.subscribe(this.application.subscribe(filters, QoS.of(qos), awaitAnswer), awaitAnswer);
		}
	}

	void unsubscribe(int index, boolean detach) {
		List<Receiver> receivers = this.application.receivers();
		if (!receivers.isEmpty()) {
			Receiver receiver = receivers.get(index % receivers.size());
			List<TopicFilter> filters = receiver.end();
			this.session.unsubscribe(receiver, filters, detach ? null : this.application.unsubscribe());
		}
	}

	void finishDelivery(int index, boolean refuse) {
		this.application.finish(index,
				(refuse && v5()) ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR : ReasonCode.SUCCESS);
	}

	void finishAll() {
		this.application.finishAll();
	}

	void acknowledge() {
		this.session.acknowledge();
		if (this.connected) {
			skipReleased();
		}
	}

	void expire(int ticks) {
		long now = this.application.pass(ticks);
		assertThat(this.session.expire(now)).isGreaterThan(now);
	}

	void giveUp(int index) {
		this.application.giveUp(index);
	}

	void giveUpReceiver(int index) {
		List<Receiver> receivers = this.application.receivers();
		if (!receivers.isEmpty()) {
			this.session.giveUp(receivers.get(index % receivers.size()));
		}
	}

	void abandon() {
		this.session.abandon((message) -> ((Message) message).giveUp(), this.application::abandoned,
				this.application::abandoned);
	}

	/**
	 * End as a client that fails for good does.
	 */
	void clear() {
		disconnected();
		abandon();
		forget();
		this.session.clear();
	}

	// The server

	/**
	 * Receive a message.
	 * @param options bits: DUP, subscription identifiers, a topic alias, whether it
	 * stands for the topic
	 */
	void receivePublish(int topic, int qos, int packetId, int options) {
		if (!this.connected) {
			return;
		}
		int alias = v5() ? options >> 2 & 3 : 0;
		boolean withTopic = alias == 0 || (options & 16) == 0;
		String name = withTopic ? TOPIC_NAMES.get(topic) : this.peerAliases.get(alias);
		if (alias != 0 && withTopic) {
			this.peerAliases.put(alias, name);
		}
		boolean repeat = (qos == 1 && this.atLeastOnce.contains(packetId))
				|| (qos == 2 && this.received.containsKey(packetId));
		boolean allowed = name != null && (qos == 0 || repeat || !v5() || this.quotaInUse < this.receiveMaximum);
		if (allowed) {
			expectAcknowledgement(qos, packetId, repeat);
		}
		int[] found = ((options & 2) != 0 && name != null) ? identifiers(name) : new int[0];
		this.application.expect((allowed && !repeat) ? name : null, found.length == 0 && this.routing == Routing.ALL);
		PublishPacketProperties properties = new PublishPacketProperties(PublishProperties.none(), alias, found);
		deliver(Publish.of(withTopic ? TOPIC_NAMES.get(topic) : "", new byte[0], QoS.of(qos), false,
				(options & 1) != 0 && qos > 0, (qos == 0) ? 0 : packetId, properties), allowed);
		this.application.checkExpected();
	}

	private void expectAcknowledgement(int qos, int packetId, boolean repeat) {
		boolean known = qos == 2 && Boolean.TRUE.equals(this.received.get(packetId));
		this.answerNow = (known && this.exactlyOnce.isEmpty()) ? packetId : 0;
		if (known && this.answerNow == 0) {
			this.exactlyOnce.add(-packetId);
		}
		else if (qos == 1 && !repeat) {
			this.atLeastOnce.add(packetId);
			this.quotaInUse++;
		}
		else if (qos == 2 && !known) {
			if (!this.exactlyOnce.contains(packetId)) {
				this.exactlyOnce.add(packetId);
				this.quotaInUse++;
			}
			this.received.put(packetId, false);
		}
	}

	private int[] identifiers(String topic) {
		return this.limits.subscriptionIdentifiersAvailable() ? this.identifiers.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().matches(topic))
			.mapToInt(Map.Entry::getKey)
			.toArray() : new int[0];
	}

	void receive(Packet packet) {
		if (!this.connected) {
			return;
		}
		if (packet instanceof PubAck ack) {
			receivePubAck(ack.packetId(), v5() ? ack.reasonCode() : ReasonCode.SUCCESS);
		}
		else if (packet instanceof PubRec ack) {
			receivePubRec(ack.packetId(), v5() ? ack.reasonCode() : ReasonCode.SUCCESS);
		}
		else if (packet instanceof PubComp ack) {
			Message message = message(ack.packetId());
			boolean allowed = message == null || message.isReleased();
			if (allowed && message != null) {
				leave(message);
			}
			this.clearing.remove(ack.packetId());
			deliver(ack, allowed);
		}
		else if (packet instanceof PubRel ack) {
			this.answerNow = ack.packetId();
			deliver(ack, true);
		}
		else if (packet instanceof SubAck ack) {
			Exchange exchange = exchange(ack.packetId());
			answerExchange(ack, ack.packetId(),
					exchange == null || (!exchange.ending() && exchange.filters() == ack.reasonCodes().size()));
		}
		else if (packet instanceof UnsubAck ack) {
			Exchange exchange = exchange(ack.packetId());
			List<ReasonCode> codes = v5() ? ack.reasonCodes() : List.of();
			answerExchange(new UnsubAck(ack.packetId(), codes, ack.properties()), ack.packetId(), exchange == null
					|| (exchange.ending() && (!v5() || exchange.filters() == ack.reasonCodes().size())));
		}
		else {
			deliver(packet, false);
		}
	}

	private void receivePubAck(int packetId, ReasonCode reasonCode) {
		Message message = message(packetId);
		boolean allowed = message == null || message.qos() == 1 || (!v5() && !message.isReleased());
		if (allowed && message != null) {
			leave(message);
		}
		deliver(new PubAck(packetId, reasonCode, AckProperties.NONE), allowed);
	}

	private void receivePubRec(int packetId, ReasonCode reasonCode) {
		Message message = message(packetId);
		boolean allowed = message == null || message.qos() == 2;
		this.answerNow = reasonCode.isFailure() ? 0 : packetId;
		if (allowed && message != null) {
			if (reasonCode.isFailure()) {
				leave(message);
			}
			else {
				message.released();
			}
		}
		deliver(new PubRec(packetId, reasonCode, AckProperties.NONE), allowed);
	}

	private void answerExchange(Packet packet, int packetId, boolean allowed) {
		if (allowed && exchange(packetId) != null) {
			this.outbound.remove(packetId);
		}
		deliver(packet, allowed);
	}

	private void deliver(Packet packet, boolean allowed) {
		boolean violation = false;
		try {
			this.session.received(packet);
		}
		catch (ProtocolViolation ex) {
			violation = true;
		}
		assertThat(violation).as("whether %s is a violation", packet).isEqualTo(!allowed);
		if (violation) {
			disconnected();
		}
		else if (packet.type() != PacketType.PUBREL || this.received.containsKey(this.answerNow)) {
			assertThat(this.answerNow).as("an answer to %s", packet).isZero();
		}
		this.answerNow = 0;
	}

	/**
	 * Answer what was written on this connection as a server does.
	 */
	void answerAll() {
		for (int id : List.copyOf(this.clearing)) {
			if (this.clearing.contains(id)) {
				receive(new PubComp(id));
			}
		}
		for (Map.Entry<Integer, Object> entry : List.copyOf(this.outbound.entrySet())) {
			int id = entry.getKey();
			if (!this.connected || this.outbound.get(id) != entry.getValue()) {
				continue;
			}
			if (entry.getValue() instanceof Exchange exchange) {
				List<ReasonCode> codes = Collections.nCopies(exchange.filters(), ReasonCode.SUCCESS);
				receive(exchange.ending() ? new UnsubAck(id, codes, AckProperties.NONE)
						: new SubAck(id, codes, AckProperties.NONE));
			}
			else if (entry.getValue() instanceof Message message && message.lastConnection() == this.connection) {
				receive((message.qos() == 1) ? new PubAck(id)
						: message.isReleased() ? new PubComp(id) : new PubRec(id));
			}
		}
	}

	private @Nullable Message message(int packetId) {
		return (this.outbound.get(packetId) instanceof Message message) ? message : null;
	}

	private @Nullable Exchange exchange(int packetId) {
		return (this.outbound.get(packetId) instanceof Exchange exchange) ? exchange : null;
	}

	private void leave(Message message) {
		this.outbound.values().remove(message);
		this.window.remove(message);
	}

	/**
	 * A repeat may turn out to be what the server of the new connection does not support.
	 */
	private void dropped(Message message, DropReason reason) {
		if (this.outbound.containsValue(message)) {
			assertThat(reason).isEqualTo(DropReason.UNSUPPORTED);
			if (message.qos() == 2) {
				this.reserved.add(message.packetId());
			}
			leave(message);
		}
	}

	// What the session writes

	@Override
	public void publish(InFlight inFlight, int packetId, boolean duplicate, int topicAlias, boolean withTopic) {
		Message message = (Message) inFlight;
		assertThat(this.connected).isTrue();
		assertThat(message.hasEnded()).isFalse();
		assertThat(message.isExpired() && !message.wasWritten()).isFalse();
		checkAlias(message.topic(), topicAlias, withTopic);
		assertThat(message.qos()).isLessThanOrEqualTo(this.limits.maximumQos().value());
		assertThat(publishSize(message, topicAlias != 0)).isLessThanOrEqualTo(this.limits.maximumPacketSize());
		assertThat((message.flags() & Publish.RETAIN) != 0 && !this.limits.retainAvailable()).isFalse();
		if (message.qos() == 0) {
			assertThat(packetId).isZero();
			assertThat(duplicate).isFalse();
			message.written();
			return;
		}
		assertThat(packetId).isBetween(1, 0xFFFF);
		if (duplicate) {
			assertThat(this.outbound.get(packetId)).isSameAs(message);
			assertThat(message.isReleased()).isFalse();
			assertThat(message.lastConnection()).isLessThan(this.connection);
		}
		else {
			assertThat(this.outbound.put(packetId, message)).as("identifier %d", packetId).isNull();
		}
		message.lastConnection(this.connection);
		this.window.add(message);
		assertThat(this.window).hasSizeLessThanOrEqualTo(this.limits.receiveMaximum());
	}

	@Override
	public int publishSize(InFlight message, boolean aliased) {
		return message.topic().length() + (aliased ? 10 : 7);
	}

	@Override
	public int size(Packet packet) {
		return 10;
	}

	private void checkAlias(String topic, int alias, boolean withTopic) {
		if (alias == 0) {
			assertThat(withTopic).isTrue();
			return;
		}
		assertThat(alias).isBetween(1, this.limits.topicAliasMaximum());
		if (withTopic) {
			this.aliases.put(alias, topic);
		}
		else {
			assertThat(this.aliases).containsEntry(alias, topic);
		}
	}

	@Override
	public void acknowledge(PacketType type, int packetId, ReasonCode reasonCode) {
		assertThat(this.connected).isTrue();
		switch (type) {
			case PUBACK -> {
				assertThat(this.atLeastOnce.poll()).isEqualTo(packetId);
				this.quotaInUse--;
			}
			case PUBREC -> writePubRec(packetId, reasonCode);
			case PUBREL -> {
				Message message = message(packetId);
				if (message != null) {
					assertThat(message.isReleased()).isTrue();
					assertThat(reasonCode).isEqualTo(ReasonCode.SUCCESS);
					message.lastConnection(this.connection);
				}
				else if (reasonCode == ReasonCode.SUCCESS) {
					assertThat(this.inherited).isTrue();
					assertThat(this.outbound).doesNotContainKey(packetId);
					assertThat(this.reserved).doesNotContain(packetId);
					this.clearing.add(packetId);
					return;
				}
				else {
					assertThat(packetId).isEqualTo(this.answerNow);
					assertThat(reasonCode).isEqualTo(ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
				}
				if (packetId == this.answerNow) {
					this.answerNow = 0;
				}
			}
			default -> {
				assertThat(type).isEqualTo(PacketType.PUBCOMP);
				assertThat(packetId).isEqualTo(this.answerNow);
				this.answerNow = 0;
				boolean known = Boolean.TRUE.equals(this.received.get(packetId));
				assertThat(reasonCode).isEqualTo(known ? ReasonCode.SUCCESS : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND);
				if (known) {
					this.received.remove(packetId);
					this.quotaInUse = Math.max(this.atLeastOnce.size(), this.quotaInUse - 1);
				}
			}
		}
	}

	private void writePubRec(int packetId, ReasonCode reasonCode) {
		if (packetId == this.answerNow) {
			this.answerNow = 0;
			assertThat(this.received).containsEntry(packetId, true);
			return;
		}
		skipReleased();
		int head = this.exactlyOnce.remove();
		assertThat(Math.abs(head)).isEqualTo(packetId);
		assertThat(this.received).containsEntry(packetId, head < 0);
		if (reasonCode.isFailure()) {
			this.received.remove(packetId);
			this.quotaInUse = Math.max(this.atLeastOnce.size(), this.quotaInUse - 1);
		}
		else {
			this.received.put(packetId, true);
		}
	}

	/**
	 * A repeat is not answered any more once PUBREL has come.
	 */
	private void skipReleased() {
		while (!this.exactlyOnce.isEmpty() && this.exactlyOnce.peek() < 0
				&& !Boolean.TRUE.equals(this.received.get(-this.exactlyOnce.peek()))) {
			this.exactlyOnce.remove();
		}
	}

	@Override
	public void send(Packet packet) {
		assertThat(this.connected).isTrue();
		int id;
		Exchange exchange;
		if (packet instanceof Subscribe subscribe) {
			id = subscribe.packetId();
			exchange = new Exchange(subscribe.subscriptions().size(), false);
			if (subscribe.subscriptionIdentifier() != 0) {
				assertThat(this.limits.subscriptionIdentifiersAvailable()).isTrue();
				assertThat(subscribe.subscriptions()).hasSize(1);
				TopicFilter filter = TopicFilter.of(subscribe.subscriptions().get(0).topicFilter());
				assertThat(this.identifiers.put(subscribe.subscriptionIdentifier(), filter)).isIn(null, filter);
			}
		}
		else {
			id = ((Unsubscribe) packet).packetId();
			exchange = new Exchange(((Unsubscribe) packet).topicFilters().size(), true);
		}
		assertThat(id).isBetween(1, 0xFFFF);
		assertThat(exchange.filters()).isPositive();
		assertThat(this.outbound.put(id, exchange)).as("identifier %d", id).isNull();
	}

	@Override
	public Object peer() {
		return "";
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void restored(Map<TopicFilter, ReasonCode> results) {
		assertThat(results).isNotEmpty();
	}

	@Override
	public void stalled(Delivery head, int behind) {
		assertThat(behind).isPositive();
	}

	@Override
	public void unanswered(int filters) {
		assertThat(filters).isPositive();
	}

	@Override
	public boolean inheritedUnknown(boolean connected) {
		assertThat(this.inherited).isTrue();
		this.inherited = false;
		this.clearing.clear();
		return false;
	}

	@Override
	public void flowing() {
	}

	@Override
	public void unrouted(String topic) {
		assertThat(topic).isNotEmpty();
	}

	@Override
	public void expireSoon() {
	}

	// What always holds

	void check() {
		int inFlight = (int) this.outbound.values().stream().filter(Message.class::isInstance).count();
		assertThat(this.session.inFlightCount()).isEqualTo(inFlight).isLessThanOrEqualTo(this.maxInflight);
		int known = this.outbound.size() + this.reserved.size() + this.clearing.size();
		if (this.clearing.isEmpty()) {
			assertThat(this.session.packetIdsInUse()).isEqualTo(known);
		}
		else {
			assertThat(this.session.packetIdsInUse()).isBetween(known, known + this.maxInflight + 16);
		}
		assertThat(this.outbound).doesNotContainKeys(this.reserved.toArray(Integer[]::new));
		assertThat(this.session.unacknowledgedCount()).isEqualTo(this.atLeastOnce.size() + this.exactlyOnce.size());
		this.application.removeEnded();
	}

	/**
	 * Let everything come to its end with a server that answers.
	 */
	void settle(boolean sessionPresent) {
		disconnected();
		connected(sessionPresent, 0xFFFF, QoS.EXACTLY_ONCE, true, Integer.MAX_VALUE, 0, false);
		for (int round = 0; !this.outbound.isEmpty() || !this.clearing.isEmpty(); round++) {
			assertThat(round).isLessThan(MOST_ROUNDS);
			answerAll();
		}
		finishAll();
		expire(HOLD_TIME);
		acknowledge();
		answerAll();
		List.copyOf(this.received.keySet()).forEach((id) -> {
			if (!this.exactlyOnce.contains(id) && Boolean.TRUE.equals(this.received.get(id))) {
				receive(new PubRel(id));
			}
		});
		check();
		assertThat(this.session.waitingCount()).isZero();
		assertThat(this.session.unacknowledgedCount()).isZero();
		assertThat(this.session.isAwaitingBroker()).isFalse();
		this.application.checkEnded();
	}

	/**
	 * A SUBSCRIBE or UNSUBSCRIBE that is not answered.
	 */
	private record Exchange(int filters, boolean ending) {

	}

}
