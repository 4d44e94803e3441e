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

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.PacketType;

import static io.zmqtt.internal.client.FrameParts.emptySubscribe;
import static io.zmqtt.internal.client.FrameParts.hasWill;
import static io.zmqtt.internal.client.FrameParts.ping;
import static io.zmqtt.internal.client.FrameParts.pong;
import static io.zmqtt.internal.client.FrameParts.publishAgain;
import static io.zmqtt.internal.client.FrameParts.replaceAlias;
import static io.zmqtt.internal.client.FrameParts.withProperty;
import static io.zmqtt.internal.client.FrameParts.withReason;
import static io.zmqtt.internal.client.FrameParts.withoutMark;
import static io.zmqtt.internal.client.FrameParts.withoutTopic;

/**
 * Switches of a {@link ScriptedBroker} that break a statement of the standard. Those that
 * begin with {@code SERVER} break a rule of the server on the wire; those that begin with
 * {@code REPAIRED} mend a packet that a test sends broken, so that there is nothing for
 * the client to refuse; all others change what the broker sees of the client into what a
 * client would send that breaks the statement. A test of the statement that passes all
 * the same would show nothing.
 */
enum Breach {

	NONE("", (number) -> Tap.NONE),

	// what a client sends

	CONNECT_IS_NOT_FIRST("3.1.0-1", seen(PacketType.CONNECT, (frame) -> List.of(ping(), frame))),

	PROTOCOL_NAME("3.1.2-1", changed(PacketType.CONNECT, (frame) -> frame.withByte(2, 'm'))),

	PROTOCOL_VERSION("3.1.2-2", changed(PacketType.CONNECT, (frame) -> frame.withByte(6, 3))),

	CONNECT_RESERVED_FLAG("3.1.2-3", changed(PacketType.CONNECT, (frame) -> frame.withByte(7, frame.byteAt(7) | 1))),

	CLEAN_START_FORGOTTEN("3.1.2-4", changed(PacketType.CONNECT, (frame) -> frame.withByte(7, frame.byteAt(7) & ~2))),

	WILL_QOS_WITHOUT_WILL("3.1.2-11",
			changed(PacketType.CONNECT, (frame) -> hasWill(frame) ? frame : frame.withByte(7, frame.byteAt(7) | 8))),

	WILL_RETAIN_WITHOUT_WILL("3.1.2-13",
			changed(PacketType.CONNECT, (frame) -> hasWill(frame) ? frame : frame.withByte(7, frame.byteAt(7) | 32))),

	WILL_QOS_3("3.1.2-12",
			changed(PacketType.CONNECT, (frame) -> hasWill(frame) ? frame.withByte(7, frame.byteAt(7) | 24) : frame)),

	WILL_PAYLOAD_MISSING("3.1.2-9", changed(PacketType.CONNECT, (frame) -> hasWill(frame) ? frame.cut(3) : frame)),

	PASSWORD_MISSING("3.1.2-19",
			changed(PacketType.CONNECT, (frame) -> ((frame.byteAt(7) & 64) != 0) ? frame.cut(3) : frame)),

	PASSWORD_FLAG_MISSING("3.1.2-18", changed(PacketType.CONNECT, (frame) -> frame.withByte(7, frame.byteAt(7) & ~64))),

	USER_NAME_FLAG_MISSING("3.1.2-16",
			changed(PacketType.CONNECT, (frame) -> frame.withByte(7, frame.byteAt(7) & ~128))),

	ANOTHER_CLIENT_ID_ON_RECONNECT("3.1.3-2",
			(number) -> new Tap(change(PacketType.CONNECT,
					(frame) -> (number > 1) ? frame.withByte(frame.body().length - 1, 'x') : frame))),

	PING_FORGOTTEN("3.1.2-20", dropped(PacketType.PINGREQ)),

	QOS_0_WITH_DUP("3.3.1-2", changed(PacketType.PUBLISH, (frame) -> (frame.qos() == 0) ? frame.withFlags(8) : frame)),

	QOS_0_WITH_IDENTIFIER("2.2.1-2",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() == 0) ? frame.insert(frame.idIndex(), 0, 1) : frame)),

	QOS_3_SENT("3.3.1-4", changed(PacketType.PUBLISH, (frame) -> frame.withFlags(frame.flags() | 6))),

	FIRST_SEND_WITH_DUP("4.3.2-2",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() > 0) ? frame.withFlags(frame.flags() | 8) : frame)),

	FIRST_SEND_OF_QOS_2_WITH_DUP("4.3.3-2",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() == 2) ? frame.withFlags(frame.flags() | 8) : frame)),

	DUP_COPIED("3.3.1-3",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() > 0) ? frame.withFlags(frame.flags() | 8) : frame)),

	DUP_LOST("3.3.1-1", changed(PacketType.PUBLISH, (frame) -> frame.withFlags(frame.flags() & ~8))),

	REPEAT_WITH_NEW_IDENTIFIER("4.4.0-1",
			changed(PacketType.PUBLISH,
					(frame) -> frame.duplicate() ? frame.withPacketId(frame.packetId() ^ 0x100) : frame)),

	REPEATS_REVERSED("4.6.0-1", swapped((frame) -> frame.is(PacketType.PUBLISH) && frame.duplicate())),

	REPEAT_OF_WHAT_WAS_REFUSED("4.4.0-2",
			(number) -> new Tap(see(PacketType.CONNECT,
					(frame) -> (number > 1) ? List.of(frame, publishAgain(1)) : List.of(frame)))),

	PUBLISH_AFTER_PUBREL("4.3.3-6", seen(PacketType.PUBREL, (frame) -> List.of(frame, publishAgain(frame.packetId())))),

	IDENTIFIER_IN_USE("2.2.1-3",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() > 0) ? frame.withPacketId(1) : frame)),

	IDENTIFIER_IN_USE_AT_QOS_1("4.3.2-1",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() == 1) ? frame.withPacketId(1) : frame)),

	IDENTIFIER_IN_USE_AT_QOS_2("4.3.3-1",
			changed(PacketType.PUBLISH, (frame) -> (frame.qos() == 2) ? frame.withPacketId(1) : frame)),

	IDENTIFIER_0("2.2.1-3", changed(PacketType.SUBSCRIBE, (frame) -> frame.withPacketId(0))),

	WILDCARD_IN_TOPIC("3.3.2-2", changed(PacketType.PUBLISH, (frame) -> frame.withByte(2, '#'))),

	TOPIC_IS_NOT_UTF_8("3.3.2-1", changed(PacketType.PUBLISH, (frame) -> frame.withByte(2, 0xFF))),

	BYTE_ORDER_MARK_STRIPPED("1.5.4-3",
			changed(PacketType.PUBLISH, (frame) -> (frame.byteAt(2) == 0xEF) ? withoutMark(frame) : frame)),

	SUBSCRIPTION_IDENTIFIER_SENT("3.3.4-6", (number) -> new Tap((frame, version) -> {
		boolean v5 = frame.is(PacketType.PUBLISH) && version == MqttVersion.V5;
		return List.of(v5 ? withProperty(frame, 0x0B, 1) : frame);
	})),

	ALIAS_0("3.3.2-8", aliased((alias) -> 0)),

	ALIAS_ABOVE_MAXIMUM("3.3.2-9", aliased((alias) -> alias + 3)),

	ALIAS_WHERE_THERE_ARE_NONE("3.2.2-18", changed(PacketType.PUBLISH, (frame) -> withProperty(frame, 0x23, 0, 1))),

	ALIAS_OF_AN_EARLIER_CONNECTION("3.3.2-7",
			(number) -> new Tap(change(PacketType.PUBLISH, (frame) -> (number > 1) ? withoutTopic(frame) : frame))),

	WINDOW_EXCEEDED("3.3.4-7",
			seen(PacketType.PUBLISH,
					(frame) -> (frame.qos() > 0) ? List.of(frame, frame.withPacketId(frame.packetId() + 0x1000))
							: List.of(frame))),

	RETAIN_WHERE_UNAVAILABLE("3.2.2-14", changed(PacketType.PUBLISH, (frame) -> frame.withFlags(frame.flags() | 1))),

	QOS_ABOVE_MAXIMUM("3.2.2-11",
			changed(PacketType.PUBLISH,
					(frame) -> (frame.qos() == 1) ? frame.withFlags(frame.flags() & 9 | 4) : frame)),

	PACKET_ABOVE_MAXIMUM("3.2.2-15", changed(PacketType.PUBLISH, (frame) -> frame.insert(frame.body().length, 0))),

	PUBACK_MISSING("4.3.2-4", dropped(PacketType.PUBACK)),

	PUBACK_WITH_OTHER_IDENTIFIER("2.2.1-5",
			changed(PacketType.PUBACK, (frame) -> frame.withPacketId(frame.packetId() ^ 0x100))),

	PUBACKS_REVERSED("4.6.0-2", swapped((frame) -> frame.is(PacketType.PUBACK))),

	PUBACK_WITH_UNLISTED_CODE("3.4.2-1", changed(PacketType.PUBACK, (frame) -> withReason(frame, 0x92))),

	PUBACK_WITH_REASON_STRING("3.4.2-2",
			changed(PacketType.PUBACK, (frame) -> withReason(frame, frame.byteAt(2)).insert(3, 4, 0x1F, 0, 1, 'x'))),

	PUBREC_TWICE("4.3.3-8", seen(PacketType.PUBREC, (frame) -> List.of(frame, frame))),

	PUBREC_OF_REPEAT_MISSING("4.3.3-10", (number) -> {
		AtomicInteger last = new AtomicInteger();
		return new Tap(see(PacketType.PUBREC,
				(frame) -> (last.getAndSet(frame.packetId()) == frame.packetId()) ? List.of() : List.of(frame)));
	}),

	PUBRECS_REVERSED("4.6.0-3", swapped((frame) -> frame.is(PacketType.PUBREC))),

	PUBREL_WITH_OTHER_FLAGS("3.6.1-1", changed(PacketType.PUBREL, (frame) -> frame.withFlags(0))),

	PUBREL_WITH_OTHER_IDENTIFIER("4.3.3-4",
			changed(PacketType.PUBREL, (frame) -> frame.withPacketId(frame.packetId() ^ 0x100))),

	PUBRELS_REVERSED("4.6.0-4", swapped((frame) -> frame.is(PacketType.PUBREL))),

	PUBCOMP_MISSING("4.3.3-11", dropped(PacketType.PUBCOMP)),

	PUBCOMP_WITH_OTHER_IDENTIFIER("4.3.3-12",
			changed(PacketType.PUBCOMP, (frame) -> frame.withPacketId(frame.packetId() ^ 0x100))),

	SUBSCRIBE_WITH_OTHER_FLAGS("3.8.1-1", changed(PacketType.SUBSCRIBE, (frame) -> frame.withFlags(0))),

	SUBSCRIBE_WITHOUT_FILTER("3.8.3-2",
			(number) -> new Tap((frame, version) -> List
				.of(frame.is(PacketType.SUBSCRIBE) ? frame.withBody(emptySubscribe(frame, version)) : frame))),

	SUBSCRIBE_WITH_RESERVED_BIT("3.8.3-5",
			changed(PacketType.SUBSCRIBE,
					(frame) -> frame.withByte(frame.body().length - 1, frame.byteAt(frame.body().length - 1) | 0x80))),

	UNSUBSCRIBE_WITH_OTHER_FLAGS("3.10.1-1", changed(PacketType.UNSUBSCRIBE, (frame) -> frame.withFlags(0))),

	DISCONNECT_WITH_OTHER_CODE("3.3.4-9", changed(PacketType.DISCONNECT, (frame) -> frame.withBody((byte) 0x80))),

	DISCONNECT_WITH_UNLISTED_CODE("3.14.2-1", changed(PacketType.DISCONNECT, (frame) -> frame.withBody((byte) 0x01))),

	PACKET_AFTER_DISCONNECT("3.14.4-1", seen(PacketType.DISCONNECT, (frame) -> List.of(frame, ping()))),

	LEFT_OPEN_AFTER_DISCONNECT("3.14.4-2", (number) -> new Tap((frame, version) -> List.of(frame), Tap.PASS, false)),

	LEFT_OPEN_AFTER_REFUSAL("4.13.2-1", (number) -> new Tap((frame, version) -> List.of(frame), Tap.PASS, false)),

	PACKET_BEFORE_CONNACK("3.1.2-30", seen(PacketType.AUTH, (frame) -> List.of(frame, ping()))),

	AUTH_WITH_OTHER_METHOD("4.12.0-5", changed(PacketType.AUTH, (frame) -> frame.withByte(8, 'X'))),

	AUTH_WITH_OTHER_CODE("4.12.0-3", changed(PacketType.AUTH, (frame) -> frame.withByte(0, 0x19))),

	REAUTHENTICATION_WITH_OTHER_CODE("4.12.1-1", changed(PacketType.AUTH, (frame) -> frame.withByte(0, 0x18))),

	AUTH_WITHOUT_METHOD_IN_CONNECT("4.12.0-7", seen(PacketType.CONNECT,
			(frame) -> List.of(frame, new Frame(PacketType.AUTH.code(), 0, new byte[] { 0x18, 4, 0x15, 0, 1, 'm' })))),

	AUTH_WITH_FLAGS("3.15.1-1", changed(PacketType.AUTH, (frame) -> frame.withFlags(1))),

	AUTH_WITH_UNLISTED_CODE("3.15.2-1", changed(PacketType.AUTH, (frame) -> frame.withByte(0, 0x01))),

	// what a server sends

	SERVER_QOS_3("3.3.1-4", broken(PacketType.PUBLISH, (frame) -> frame.withFlags(6))),

	SERVER_WILDCARD_IN_TOPIC("3.3.2-2", broken(PacketType.PUBLISH, (frame) -> frame.withByte(2, '#'))),

	SERVER_IDENTIFIER_0("2.2.1-4", broken(PacketType.PUBLISH, (frame) -> frame.withPacketId(0))),

	SERVER_CONNACK_FLAGS("3.2.2-1", broken(PacketType.CONNACK, (frame) -> frame.withByte(0, 2))),

	SERVER_SESSION_PRESENT("3.2.2-2", broken(PacketType.CONNACK, (frame) -> frame.withByte(0, 1))),

	SERVER_SESSION_LOST("3.1.2-23", broken(PacketType.CONNACK, (frame) -> frame.withByte(0, 0))),

	SERVER_PACKET_BEFORE_CONNACK("3.2.0-1", sent(PacketType.CONNACK, (frame) -> List.of(pong(), frame))),

	SERVER_SECOND_CONNACK("3.2.0-2", sent(PacketType.CONNACK, (frame) -> List.of(frame, frame))),

	SERVER_SUBACK_WITH_ANOTHER_COUNT("3.8.4-6",
			broken(PacketType.SUBACK, (frame) -> frame.insert(frame.body().length, 0))),

	SERVER_SUBACK_WITH_UNLISTED_CODE("3.9.3-2",
			broken(PacketType.SUBACK, (frame) -> frame.withByte(frame.body().length - 1, 3))),

	SERVER_SUBACK_REVERSED("3.9.3-1", broken(PacketType.SUBACK, (frame) -> {
		int last = frame.body().length - 1;
		return frame.withByte(last, frame.byteAt(last - 1)).withByte(last - 1, frame.byteAt(last));
	})),

	SERVER_PUBACK_WITH_OTHER_IDENTIFIER("4.3.2-3",
			broken(PacketType.PUBACK, (frame) -> frame.withPacketId(frame.packetId() ^ 0x100))),

	SERVER_PUBREC_WITH_OTHER_IDENTIFIER("4.3.3-3",
			broken(PacketType.PUBREC, (frame) -> frame.withPacketId(frame.packetId() ^ 0x100))),

	SERVER_PUBCOMP_MISSING("4.3.3-5", sent(PacketType.PUBCOMP, (frame) -> List.of())),

	SERVER_PINGRESP_MISSING("3.12.4-1", sent(PacketType.PINGRESP, (frame) -> List.of())),

	SERVER_PACKET_TOO_LARGE("3.1.2-24",
			broken(PacketType.PUBLISH, (frame) -> frame.insert(frame.body().length, new int[10_000]))),

	// what a test sends, mended

	REPAIRED_CONNACK_FLAGS("3.2.2-1", broken(PacketType.CONNACK, (frame) -> frame.withByte(0, 0))),

	REPAIRED_ALIAS("3.1.2-27", broken(PacketType.PUBLISH, (frame) -> replaceAlias(frame, (alias) -> -1))),

	REPAIRED_QOS_3("3.3.1-4", broken(PacketType.PUBLISH, (frame) -> (frame.qos() == 3) ? frame.withFlags(4) : frame)),

	REPAIRED_IDENTIFIER_0("2.2.1-4",
			broken(PacketType.PUBLISH,
					(frame) -> (frame.qos() > 0 && frame.packetId() == 0) ? frame.withPacketId(9) : frame)),

	REPAIRED_PUBREL_FLAGS("3.6.1-1", broken(PacketType.PUBREL, (frame) -> frame.withFlags(2))),

	REPAIRED_DISCONNECT_FLAGS("3.14.1-1", broken(PacketType.DISCONNECT, (frame) -> frame.withFlags(0)));

	private static final ThreadLocal<Breach> CURRENT = new ThreadLocal<>();

	/**
	 * How long a test waits that is to fail.
	 */
	private static final Duration SHORT = Duration.ofMillis(2000);

	private final String statement;

	private final Function<Integer, Tap> taps;

	private final AtomicInteger effects = new AtomicInteger();

	Breach(String statement, Function<Integer, Tap> taps) {
		this.statement = statement;
		this.taps = taps;
	}

	/**
	 * Return the statement of MQTT 5.0 that is broken.
	 */
	String statement() {
		return this.statement;
	}

	/**
	 * Flip the switch for the tests that run on this thread.
	 */
	void flip() {
		this.effects.set(0);
		CURRENT.set(this);
	}

	static void flipBack() {
		CURRENT.remove();
	}

	static Breach current() {
		Breach breach = CURRENT.get();
		return (breach != null) ? breach : NONE;
	}

	/**
	 * Return how long to wait for what has to happen.
	 */
	static Duration patience() {
		return (CURRENT.get() != null) ? SHORT : ScriptedBroker.TIMEOUT;
	}

	/**
	 * Return how many packets were changed, left out or added.
	 */
	int effects() {
		return this.effects.get();
	}

	Observer newObserver(int connection) {
		return new Observer(this.taps.apply(connection));
	}

	// Kinds of taps

	private static Transformation see(PacketType type, Function<Frame, List<Frame>> change) {
		return (frame, version) -> frame.is(type) ? change.apply(frame) : List.of(frame);
	}

	private static Transformation change(PacketType type, UnaryOperator<Frame> change) {
		return see(type, (frame) -> List.of(change.apply(frame)));
	}

	private static Function<Integer, Tap> seen(PacketType type, Function<Frame, List<Frame>> change) {
		return (number) -> new Tap(see(type, change));
	}

	private static Function<Integer, Tap> changed(PacketType type, UnaryOperator<Frame> change) {
		return (number) -> new Tap(change(type, change));
	}

	private static Function<Integer, Tap> dropped(PacketType type) {
		return seen(type, (frame) -> List.of());
	}

	/**
	 * Hold a packet back until the next of its kind has gone before it.
	 */
	private static Function<Integer, Tap> swapped(Predicate<Frame> kind) {
		return (number) -> {
			List<Frame> held = new ArrayList<>();
			return new Tap((frame, version) -> {
				if (!kind.test(frame)) {
					return List.of(frame);
				}
				if (held.isEmpty()) {
					held.add(frame);
					return List.of();
				}
				return List.of(frame, held.remove(0));
			});
		};
	}

	private static Function<Integer, Tap> sent(PacketType type, Function<Frame, List<Frame>> change) {
		return (number) -> new Tap(Tap.PASS, see(type, change), true);
	}

	private static Function<Integer, Tap> aliased(IntUnaryOperator change) {
		return changed(PacketType.PUBLISH, (frame) -> replaceAlias(frame, change));
	}

	private static Function<Integer, Tap> broken(PacketType type, UnaryOperator<Frame> change) {
		return sent(type, (frame) -> List.of(change.apply(frame)));
	}

	/**
	 * Changes one packet into any number of them.
	 */
	interface Transformation {

		List<Frame> apply(Frame frame, MqttVersion version);

	}

	/**
	 * What a breach does to one connection.
	 *
	 * @param seen what to do to the packets of the client before the broker sees them
	 * @param sent what to do to the packets of the broker before the client gets them
	 * @param end whether the broker sees that the client closes
	 */
	private record Tap(Transformation seen, Transformation sent, boolean end) {

		static final Transformation PASS = (frame, version) -> List.of(frame);

		static final Tap NONE = new Tap(PASS);

		Tap(Transformation seen) {
			this(seen, PASS, true);
		}

	}

	/**
	 * Applies a breach to a connection.
	 */
	final class Observer {

		private final Tap tap;

		Observer(Tap tap) {
			this.tap = tap;
		}

		List<Frame> seen(Frame frame, MqttVersion version) {
			return apply(this.tap.seen(), frame, version);
		}

		byte[] sent(byte[] bytes, MqttVersion version) {
			List<Frame> frames = (this.tap.sent() != Tap.PASS) ? Frame.listOf(bytes) : List.of();
			if (frames.isEmpty()) {
				return bytes;
			}
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			for (Frame frame : frames) {
				apply(this.tap.sent(), frame, version).forEach((changed) -> out.writeBytes(changed.toBytes()));
			}
			return out.toByteArray();
		}

		private List<Frame> apply(Transformation transformation, Frame frame, MqttVersion version) {
			List<Frame> frames = transformation.apply(frame, version);
			if (frames.size() != 1 || !Arrays.equals(frames.get(0).toBytes(), frame.toBytes())) {
				Breach.this.effects.incrementAndGet();
			}
			return frames;
		}

		boolean seesTheEnd() {
			if (!this.tap.end()) {
				Breach.this.effects.incrementAndGet();
			}
			return this.tap.end();
		}

	}

}
