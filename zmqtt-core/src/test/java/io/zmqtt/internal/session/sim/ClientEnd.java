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

package io.zmqtt.internal.session.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.Routing;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
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
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.packet.Unsubscribe;
import io.zmqtt.internal.session.Counters;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.session.InFlight;
import io.zmqtt.internal.session.Limits;
import io.zmqtt.internal.session.Session;
import io.zmqtt.internal.session.SessionConfig;
import io.zmqtt.internal.session.SessionEvents;
import io.zmqtt.internal.session.SessionSink;
import io.zmqtt.internal.session.SubscribeOperation;
import io.zmqtt.internal.session.UnsubscribeOperation;
import org.jspecify.annotations.Nullable;

/**
 * The client's end: the session under test, driven as the client drives it. All calls of
 * the session are in here.
 */
final class ClientEnd implements SessionEvents {

	private static final long NEVER = 3600 * World.SECOND;

	private final World world;

	private final Profile profile;

	private final OutboundChecks outbound;

	private final InboundChecks inbound;

	private final Consumer<Link> dialer;

	private final Runnable forgetInherited;

	private final Session session;

	private final Map<TopicFilter, ReasonCode> answers = new HashMap<>();

	/**
	 * Filters that were left standing at the broker.
	 */
	private final Set<String> detached = new HashSet<>();

	private final List<SimMessage> unfinished = new ArrayList<>();

	private int operations;

	private int links;

	private int routes;

	private @Nullable Wire wire;

	private boolean wanted;

	private boolean settling;

	private long armedAt = Long.MAX_VALUE;

	ClientEnd(World world, Profile profile, OutboundChecks outbound, InboundChecks inbound, Consumer<Link> dialer,
			Runnable forgetInherited) {
		this.world = world;
		this.profile = profile;
		this.outbound = outbound;
		this.inbound = inbound;
		this.dialer = dialer;
		this.forgetInherited = forgetInherited;
		SessionConfig config = new SessionConfig(profile.maxInflight, true, profile.receiveMaximum,
				profile.inboundAliases, profile.outboundAliases, Routing.ALL, 1000, 100_000, profile.holdTime,
				profile.ackStallTimeout, profile.ackStallPolicy, World.SECOND, 60 * World.SECOND, 30 * World.SECOND);
		this.session = new Session(config, new Counters(), this);
	}

	// The application

	void publish(String topic, int qos, int size, long timeout, long expiry) {
		SimMessage message = new SimMessage(this.world, this.outbound, this.outbound.messages().size() + 1, topic, qos,
				size, timeout, expiry);
		this.world.trace(() -> "publish " + message);
		this.outbound.messages().add(message);
		this.unfinished.add(message);
		arm(message.deadline());
		arm(message.expiresAt());
		this.session.publish(message);
	}

	/**
	 * Give up waiting for some message.
	 */
	void cancel() {
		this.unfinished.removeIf((message) -> !message.open);
		if (!this.unfinished.isEmpty()) {
			SimMessage message = this.unfinished.get(this.world.below(this.unfinished.size()));
			this.world.trace(() -> "cancel " + message);
			message.open = false;
			arm(this.world.now());
		}
	}

	void subscribe(List<String> texts, int qos, long timeout) {
		List<TopicFilter> filters = texts.stream().map(TopicFilter::of).toList();
		SimRoute route = new SimRoute(this.world, this.profile, this, this.inbound, ++this.routes, filters, qos);
		boolean awaited = this.wanted || this.world.chance(50);
		this.world.trace(() -> "subscribe " + route + " QoS " + qos);
		this.inbound.routes().add(route);
		route.live = true;
		Subscribing operation = new Subscribing(route, this.world.now() + timeout);
		if (awaited) {
			this.operations++;
			arm(operation.deadline());
			if (this.world.chance(10)) {
				this.world.after(this.world.between(0, 200 * World.MILLISECOND), () -> {
					operation.cancelled = true;
					arm(this.world.now());
				});
			}
		}
		else {
			route.given = true;
		}
		this.session.subscribe(operation, awaited);
		this.inbound.subscribed(route);
		settleSoon();
	}

	void unsubscribe() {
		List<SimRoute> live = this.inbound.routes().stream().filter((route) -> route.live && route.given).toList();
		if (live.isEmpty()) {
			return;
		}
		SimRoute route = live.get(this.world.below(live.size()));
		boolean detach = this.world.chance(10);
		this.world.trace(() -> (detach ? "detach " : "unsubscribe ") + route);
		route.live = false;
		if (detach) {
			route.filters.forEach((filter) -> this.detached.add(filter.text()));
			this.session.unsubscribe(route, route.filters, null);
		}
		else {
			Unsubscribing operation = new Unsubscribing(this.world.now() + this.world.between(0, 10 * World.SECOND));
			this.operations++;
			arm(operation.deadline());
			this.session.unsubscribe(route, route.filters, operation);
		}
		this.world.after(this.world.between(0, World.SECOND), () -> {
			this.session.giveUp(route);
			route.abandon();
			settleSoon();
		});
	}

	// The connection

	void start() {
		this.wanted = true;
		if (this.wire == null) {
			dial();
		}
	}

	/**
	 * Disconnect, which ends all waits.
	 */
	void stop() {
		this.world.trace("client disconnects");
		this.wanted = false;
		Wire last = this.wire;
		if (last != null) {
			this.wire = null;
			last.link.toClient().abandon();
			last.link.cut();
		}
		lost();
		this.session.abandon((message) -> ((SimMessage) message).open = false, (operation) -> {
			((Subscribing) operation).end("abandoned");
			((Subscribing) operation).simRoute.live = false;
		}, (operation) -> ((Unsubscribing) operation).end("abandoned"));
	}

	/**
	 * Write nothing new any more, and after a while connect again.
	 */
	void renew() {
		Wire present = this.wire;
		if (present == null || !present.accepted) {
			return;
		}
		this.world.trace("client renews its connection");
		this.outbound.held();
		this.session.hold();
		this.world.after(this.world.between(0, 500 * World.MILLISECOND), () -> {
			if (this.wire == present) {
				if (this.session.isDrained()) {
					this.outbound.drained();
				}
				cut();
			}
		});
	}

	@Override
	public @Nullable InFlight birth() {
		if (this.links % 2 == 0) {
			return null;
		}
		SimMessage message = new SimMessage(this.world, this.outbound, this.outbound.messages().size() + 1, "birth",
				this.links / 2 % 3, 0, Long.MAX_VALUE / 2, -1);
		this.world.trace(() -> "birth " + message);
		this.outbound.messages().add(message);
		this.outbound.born(message);
		return message;
	}

	void cut() {
		Wire present = this.wire;
		if (present != null) {
			present.link.cut();
		}
	}

	private void dial() {
		Link link = new Link(this.world, ++this.links, this.profile.networkDelay);
		Wire dialed = new Wire(link);
		this.wire = dialed;
		link.toClient().receiver(dialed);
		this.dialer.accept(link);
		ConnectProperties properties = !this.profile.v5() ? ConnectProperties.NONE
				: new ConnectProperties((this.profile.sessionExpiry > 0) ? this.profile.sessionExpiry : null,
						this.profile.receiveMaximum, null, this.profile.inboundAliases, null, null, List.of(), null,
						null);
		link.toBroker()
			.send(new Connect(this.profile.version, "client", this.profile.cleanStart, 0, null, null, null,
					properties));
	}

	private void closed(Wire lost) {
		if (this.wire == lost) {
			this.world.trace(() -> "client sees link " + lost.link.number() + " closed");
			this.wire = null;
			lost();
			redialLater();
		}
	}

	private void lost() {
		this.outbound.disconnected();
		this.inbound.disconnected();
		this.session.disconnected();
	}

	private void redialLater() {
		long longest = (!this.world.isCalm() && this.world.chance(10)) ? 8 * World.SECOND : 100 * World.MILLISECOND;
		this.world.after(this.world.between(0, longest), () -> {
			if (this.wanted && this.wire == null) {
				dial();
			}
		});
	}

	private void accepted(Wire accepted, ConnAck connAck) {
		ConnAckProperties properties = connAck.properties();
		Limits limits = Limits.V3_1_1;
		if (this.profile.v5()) {
			Integer receiveMaximum = properties.receiveMaximum();
			Long size = properties.maximumPacketSize();
			QoS maximumQos = properties.maximumQos();
			Integer aliases = properties.topicAliasMaximum();
			limits = new Limits(this.profile.version, (receiveMaximum != null) ? receiveMaximum : 0xFFFF,
					(size != null) ? size.intValue() : Integer.MAX_VALUE,
					(maximumQos != null) ? maximumQos : QoS.EXACTLY_ONCE, true, true, true,
					!Boolean.FALSE.equals(properties.subscriptionIdentifiersAvailable()),
					(aliases != null) ? aliases : 0);
		}
		accepted.accepted = true;
		this.outbound.connected(accepted.link.number(), connAck.sessionPresent(), limits.receiveMaximum(),
				limits.maximumQos().value(), limits.maximumPacketSize());
		this.inbound.connected(connAck.sessionPresent());
		this.session.connected(accepted, limits, connAck.sessionPresent(), this.world.now());
		arm(this.world.now());
	}

	// The loop

	/**
	 * Write the acknowledgements that are due, now or in a little while.
	 */
	void settleSoon() {
		if (!this.settling) {
			this.settling = true;
			long delay = this.world.chance(this.profile.settleAtOncePercent) ? 0
					: this.world.between(0, 5 * World.MILLISECOND);
			this.world.after(delay, () -> {
				this.settling = false;
				this.session.acknowledge();
			});
		}
	}

	/**
	 * Be called when something becomes due.
	 */
	private void arm(long time) {
		if (time < this.armedAt && time - this.world.now() < NEVER) {
			this.armedAt = time;
			this.world.at(time, () -> {
				if (this.armedAt == time) {
					this.armedAt = Long.MAX_VALUE;
					arm(Math.max(this.session.expire(this.world.now()), this.world.now() + 1));
					settleSoon();
				}
			});
		}
	}

	private void received(Wire from, Packet packet) {
		if (packet instanceof ConnAck connAck) {
			accepted(from, connAck);
			return;
		}
		if (packet instanceof Publish publish) {
			this.inbound.publishArrives(publish);
		}
		else if (packet instanceof PubAck ack) {
			this.outbound.pubAckArrived(ack.packetId());
		}
		else if (packet instanceof PubRec ack) {
			this.outbound.pubRecArrived(ack.packetId(), ack.reasonCode());
		}
		else if (packet instanceof PubRel ack) {
			this.inbound.pubRelArrived(ack.packetId());
		}
		else if (packet instanceof PubComp ack) {
			this.outbound.pubCompArrived(ack.packetId());
		}
		else if (packet instanceof SubAck ack) {
			this.outbound.exchangeAnswered(ack.packetId());
		}
		else if (packet instanceof UnsubAck ack) {
			this.outbound.exchangeAnswered(ack.packetId());
		}
		this.session.received(packet);
		if (packet instanceof Publish) {
			this.inbound.publishArrived();
		}
		settleSoon();
	}

	// What the session tells

	@Override
	public void restored(Map<TopicFilter, ReasonCode> results) {
	}

	@Override
	public void unanswered(int filters) {
		throw new SimulationFailure("The broker answers, but not to " + filters + " filters");
	}

	@Override
	public void stalled(Delivery head, int behind) {
		this.inbound.stalled(Packets.number(head.payload()), behind);
	}

	/**
	 * The client does without, as after that many lost connections with a broker that
	 * knows nothing of it.
	 */
	@Override
	public boolean inheritedUnknown(boolean connected) {
		this.outbound.inheritedUnknown();
		this.forgetInherited.run();
		return true;
	}

	@Override
	public void flowing() {
	}

	@Override
	public void unrouted(String topic) {
	}

	@Override
	public void expireSoon() {
		arm(this.world.now());
	}

	void answered(TopicFilter filter, ReasonCode reasonCode) {
		this.answers.put(filter, reasonCode);
	}

	// The end

	/**
	 * Check that nothing is left.
	 * @param held the broker's subscriptions with their QoS
	 */
	void finished(Map<String, Integer> held) {
		this.inbound.finished();
		String left = SessionProbe.findLeft(this.session);
		int ids = SessionProbe.size(this.session, "ids");
		if (left == null && !this.outbound.isClearing() && ids != this.outbound.reserved().size()) {
			left = ids + " identifiers are in use, " + this.outbound.reserved() + " are reserved";
		}
		if (left == null && this.operations > 0) {
			left = this.operations + " subscribe or unsubscribe never ended";
		}
		if (left == null && this.session.isAwaitingBroker()) {
			left = "The session still awaits the broker";
		}
		this.outbound.finished(left);
		Map<TopicFilter, Integer> desired = new LinkedHashMap<>();
		for (SimRoute route : this.inbound.routes()) {
			if (route.live) {
				route.filters.forEach((filter) -> desired.merge(filter, route.qos, Math::max));
			}
		}
		desired.forEach((filter, qos) -> {
			ReasonCode answer = this.answers.get(filter);
			boolean refused = answer != null && answer.isFailure();
			if (!refused && held.getOrDefault(filter.text(), -1) < qos) {
				throw new SimulationFailure("The broker has " + held + " and lacks " + filter + " QoS " + qos);
			}
		});
		int leftOver = SessionProbe.size(this.session, "subscriptions.leftOver");
		int identifiers = SessionProbe.size(this.session, "subscriptions.router.identifiers");
		if (leftOver > this.detached.size() || identifiers != desired.size() + leftOver) {
			throw new SimulationFailure("The session has " + identifiers + " filters, " + leftOver
					+ " of which nobody wants, instead of " + desired.keySet());
		}
		held.keySet().forEach((text) -> {
			if (!desired.containsKey(TopicFilter.of(text)) && !this.detached.contains(text)) {
				throw new SimulationFailure("The broker still has " + text + ", which nobody wants");
			}
		});
	}

	/**
	 * One connection as the session writes to it.
	 */
	private final class Wire implements SessionSink, Link.Receiver {

		private final Link link;

		private boolean accepted;

		private boolean full;

		Wire(Link link) {
			this.link = link;
		}

		// From the broker

		@Override
		public void received(Packet packet) {
			ClientEnd.this.received(this, packet);
		}

		@Override
		public void closed() {
			ClientEnd.this.closed(this);
		}

		// From the session

		private void write(Packet packet) {
			if (ClientEnd.this.wire != this || !this.accepted) {
				throw new SimulationFailure("Written to a connection that is gone: " + packet);
			}
			this.link.toBroker().send(packet);
		}

		@Override
		public void publish(InFlight message, int packetId, boolean duplicate, int topicAlias, boolean withTopic) {
			SimMessage published = (SimMessage) message;
			ClientEnd.this.outbound.publishWritten(published, packetId, duplicate);
			PublishPacketProperties properties = message.properties();
			if (message.remainingExpiry() >= 0) {
				properties = PublishPacketProperties
					.of(properties.application().toBuilder().messageExpiryInterval(message.remainingExpiry()).build());
			}
			if (topicAlias != 0) {
				properties = new PublishPacketProperties(properties.application(), topicAlias, new int[0]);
			}
			write(new Publish(withTopic ? message.topic() : "", message.payload(), properties, packetId,
					(byte) (message.flags() | (duplicate ? Publish.DUP : 0))));
			if (packetId == 0) {
				ClientEnd.this.world.after(0,
						() -> message.acknowledged(ReasonCode.SUCCESS, AckProperties.NONE, false));
			}
		}

		@Override
		public int publishSize(InFlight message, boolean aliased) {
			return PacketEncoder.publishSize(message.topic(), message.flags(), message.properties(), aliased ? 1 : 0,
					message.payload().length, ClientEnd.this.profile.version);
		}

		@Override
		public int size(Packet packet) {
			return PacketEncoder.encodedSize(packet, ClientEnd.this.profile.version);
		}

		@Override
		public void acknowledge(PacketType type, int packetId, ReasonCode reasonCode) {
			Packet packet = switch (type) {
				case PUBACK -> {
					ClientEnd.this.inbound.pubAckWritten(packetId, reasonCode);
					yield new PubAck(packetId, reasonCode);
				}
				case PUBREC -> {
					ClientEnd.this.inbound.pubRecWritten(packetId, reasonCode);
					yield new PubRec(packetId, reasonCode);
				}
				case PUBREL -> {
					ClientEnd.this.outbound.pubRelWritten(packetId, reasonCode);
					yield new PubRel(packetId, reasonCode, AckProperties.NONE);
				}
				case PUBCOMP -> {
					ClientEnd.this.inbound.pubCompWritten(packetId);
					yield new PubComp(packetId, reasonCode, AckProperties.NONE);
				}
				default -> throw new SimulationFailure("Not an acknowledgement: " + type);
			};
			write(packet);
		}

		@Override
		public void send(Packet packet) {
			int id = (packet instanceof Subscribe subscribe) ? subscribe.packetId() : ((Unsubscribe) packet).packetId();
			ClientEnd.this.outbound.exchangeWritten(id, packet);
			if (packet instanceof Subscribe subscribe) {
				ClientEnd.this.inbound.subscribeWritten(subscribe);
			}
			write(packet);
		}

		@Override
		public Object peer() {
			return "";
		}

		@Override
		public boolean isWritable() {
			if (this.link.toBroker().underWay() < ClientEnd.this.profile.writable) {
				return true;
			}
			if (!this.full) {
				this.full = true;
				ClientEnd.this.world.after(ClientEnd.this.profile.networkDelay + 1, this::drained);
			}
			return false;
		}

		private void drained() {
			this.full = false;
			if (ClientEnd.this.wire == this) {
				ClientEnd.this.session.drain();
			}
		}

	}

	/**
	 * A subscribe that the application waits for.
	 */
	private final class Subscribing extends SubscribeOperation {

		private final SimRoute simRoute;

		private final long deadline;

		private boolean cancelled;

		private boolean done;

		Subscribing(SimRoute route, long deadline) {
			super(route, route.filters, new Subscription("", QoS.of(route.qos)), List.of());
			this.simRoute = route;
			this.deadline = deadline;
		}

		@Override
		protected boolean isOpen() {
			return !this.done && !this.cancelled;
		}

		@Override
		protected long deadline() {
			return this.deadline;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			end(results);
			if (!results.keySet().equals(Set.copyOf(this.simRoute.filters))) {
				throw new SimulationFailure("Answered with " + results + " instead of " + this.simRoute);
			}
			this.simRoute.given = results.values().stream().noneMatch(ReasonCode::isFailure);
			this.simRoute.live = this.simRoute.given;
		}

		@Override
		protected void unsupported(String detail) {
			throw new SimulationFailure("The broker supports " + this.simRoute);
		}

		@Override
		protected void conflicting(TopicFilter filter, String option) {
			throw new SimulationFailure("Nothing conflicts with " + this.simRoute);
		}

		@Override
		protected void timedOut() {
			end("timed out");
			this.simRoute.live = false;
		}

		void end(Object how) {
			ClientEnd.this.world.trace(() -> "subscribe " + this.simRoute + " ended: " + how);
			if (this.done) {
				throw new SimulationFailure("Ended twice: subscribe " + this.simRoute);
			}
			this.done = true;
			ClientEnd.this.operations--;
		}

	}

	/**
	 * An unsubscribe that the application waits for.
	 */
	private final class Unsubscribing extends UnsubscribeOperation {

		private final long deadline;

		private boolean done;

		Unsubscribing(long deadline) {
			this.deadline = deadline;
		}

		@Override
		protected boolean isOpen() {
			return !this.done;
		}

		@Override
		protected long deadline() {
			return this.deadline;
		}

		@Override
		protected void answered(Map<TopicFilter, ReasonCode> results, AckProperties properties) {
			end("answered");
		}

		@Override
		protected void timedOut() {
			end("timed out");
		}

		void end(String how) {
			if (this.done) {
				throw new SimulationFailure("Ended twice: unsubscribe, " + how);
			}
			this.done = true;
			ClientEnd.this.operations--;
		}

	}

}
