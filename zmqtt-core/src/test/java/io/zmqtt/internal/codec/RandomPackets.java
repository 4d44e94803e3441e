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

package io.zmqtt.internal.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.ConnAckProperties;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.ConnectProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.packet.PingResp;
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
import io.zmqtt.internal.packet.WillMessage;
import org.jspecify.annotations.Nullable;

/**
 * Valid packets of one version and one direction, by chance.
 */
final class RandomPackets {

	private static final int[] CODE_POINTS = { 'a', 'Z', '0', '/', '$', ' ', 0x01, 0x7F, 0x80, 0xE9, 0x7FF, 0x800,
			0xD7FF, 0xE000, 0xFEFF, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF };

	private final Random random;

	private final MqttVersion version;

	private final Sender sender;

	RandomPackets(long seed, MqttVersion version, Sender sender) {
		this.random = new Random(seed);
		this.version = version;
		this.sender = sender;
	}

	List<PacketType> types() {
		List<PacketType> types = new ArrayList<>(List.of(PacketType.PUBLISH, PacketType.PUBACK, PacketType.PUBREC,
				PacketType.PUBREL, PacketType.PUBCOMP));
		if (this.sender == Sender.CLIENT) {
			types.addAll(List.of(PacketType.CONNECT, PacketType.SUBSCRIBE, PacketType.UNSUBSCRIBE, PacketType.PINGREQ));
		}
		else {
			types.addAll(List.of(PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP));
		}
		if (isV5() || this.sender == Sender.CLIENT) {
			types.add(PacketType.DISCONNECT);
		}
		if (isV5()) {
			types.add(PacketType.AUTH);
		}
		return types;
	}

	Packet next() {
		List<PacketType> types = types();
		return next(types.get(this.random.nextInt(types.size())));
	}

	Packet next(PacketType type) {
		return switch (type) {
			case CONNECT -> connect();
			case CONNACK -> connAck();
			case PUBLISH -> publish();
			case PUBACK -> new PubAck(id(), ackCode(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99), ack());
			case PUBREC -> new PubRec(id(), ackCode(0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99), ack());
			case PUBREL -> new PubRel(id(), ackCode(0x00, 0x92), ack());
			case PUBCOMP -> new PubComp(id(), ackCode(0x00, 0x92), ack());
			case SUBSCRIBE -> subscribe();
			case SUBACK -> subAck();
			case UNSUBSCRIBE -> new Unsubscribe(id(), list(() -> name(true)), userProperties());
			case UNSUBACK -> new UnsubAck(id(),
					isV5() ? list(() -> code(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91)) : List.of(), ack());
			case PINGREQ -> PingReq.INSTANCE;
			case PINGRESP -> PingResp.INSTANCE;
			case DISCONNECT -> disconnect();
			case AUTH -> auth();
		};
	}

	private Connect connect() {
		boolean v5 = isV5();
		String username = maybe(this::text);
		byte[] password = (v5 || username != null) ? maybe(this::bytes) : null;
		WillMessage will = maybe(() -> new WillMessage(name(false), bytes(), qos(), chance(2),
				(v5 && chance(2)) ? unsignedInt() : 0, application()));
		String method = v5 ? maybe(this::text) : null;
		ConnectProperties properties = (!v5 || chance(4)) ? ConnectProperties.NONE
				: new ConnectProperties(maybe(this::unsignedInt), maybe(this::id),
						maybe(() -> Math.max(1, unsignedInt())), maybe(this::unsignedShort), maybe(() -> chance(2)),
						maybe(() -> chance(2)), userProperties(), method, (method != null) ? maybe(this::bytes) : null);
		String clientId = text();
		return new Connect(this.version, clientId, chance(2) || clientId.isEmpty(), unsignedShort(), username, password,
				will, properties);
	}

	private ConnAck connAck() {
		if (!isV5()) {
			ReasonCode code = code(0x00, 0x84, 0x85, 0x86, 0x87, 0x88);
			return new ConnAck(!code.isFailure() && chance(2), code);
		}
		ReasonCode code = code(0x00, 0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8C, 0x90,
				0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F);
		String method = maybe(this::text);
		return new ConnAck(!code.isFailure() && chance(2), code,
				new ConnAckProperties(maybe(this::unsignedInt), maybe(this::id),
						maybe(() -> QoS.of(this.random.nextInt(2))), maybe(() -> chance(2)),
						maybe(() -> Math.max(1, unsignedInt())), maybe(this::text), maybe(this::unsignedShort),
						maybe(this::text), userProperties(), maybe(() -> chance(2)), maybe(() -> chance(2)),
						maybe(() -> chance(2)), maybe(this::unsignedShort), maybe(this::text), maybe(this::text),
						method, (method != null) ? maybe(this::bytes) : null));
	}

	private Publish publish() {
		QoS qos = qos();
		int alias = (isV5() && chance(3)) ? id() : 0;
		int[] identifiers = new int[(isV5() && this.sender == Sender.SERVER) ? this.random.nextInt(4) : 0];
		for (int i = 0; i < identifiers.length; i++) {
			identifiers[i] = identifier();
		}
		PublishProperties application = application();
		PublishPacketProperties properties = (alias == 0 && identifiers.length == 0)
				? PublishPacketProperties.of(application)
				: new PublishPacketProperties(application, alias, identifiers);
		return Publish.of((alias != 0 && chance(2)) ? "" : name(false), bytes(), qos, chance(2),
				qos != QoS.AT_MOST_ONCE && chance(2), (qos != QoS.AT_MOST_ONCE) ? id() : 0, properties);
	}

	private PublishProperties application() {
		PublishProperties.Builder builder = PublishProperties.builder();
		if (!isV5() || chance(4)) {
			return builder.build();
		}
		if (chance(2)) {
			builder.messageExpiryInterval(unsignedInt());
		}
		return builder.utf8Payload(chance(2))
			.contentType(maybe(this::text))
			.responseTopic(maybe(() -> name(false)))
			.correlationData(maybe(this::bytes))
			.userProperties(userProperties())
			.build();
	}

	private Subscribe subscribe() {
		if (!isV5()) {
			return new Subscribe(id(), list(() -> new Subscription(name(true), qos())));
		}
		return new Subscribe(id(), list(() -> {
			String filter = (chance(4) ? "$share/group/" : "") + name(true);
			return new Subscription(filter, qos(), !filter.startsWith("$share/") && chance(2), chance(2),
					RetainHandling.of(this.random.nextInt(3)));
		}), chance(2) ? identifier() : 0, userProperties());
	}

	private SubAck subAck() {
		return new SubAck(id(),
				list(() -> isV5() ? code(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2)
						: code(0x00, 0x01, 0x02, 0x80)),
				ack());
	}

	private Disconnect disconnect() {
		if (!isV5() || chance(4)) {
			return new Disconnect(ReasonCode.SUCCESS);
		}
		boolean client = this.sender == Sender.CLIENT;
		return new Disconnect(code(0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x8B, 0x8E, 0x93, 0x95, 0x97, 0x98, 0xA2),
				chance(3) ? DisconnectProperties.NONE
						: new DisconnectProperties(client ? maybe(this::unsignedInt) : null, maybe(this::text),
								userProperties(), client ? null : maybe(this::text)));
	}

	private Auth auth() {
		boolean client = this.sender == Sender.CLIENT;
		if (!client && chance(4)) {
			return new Auth(ReasonCode.SUCCESS, AuthProperties.NONE);
		}
		return new Auth(code(0x18, client ? 0x19 : 0x00),
				new AuthProperties(text(), maybe(this::bytes), maybe(this::text), userProperties()));
	}

	private AckProperties ack() {
		if (!isV5() || chance(2)) {
			return AckProperties.NONE;
		}
		return new AckProperties(maybe(this::text), userProperties());
	}

	private List<UserProperty> userProperties() {
		return (isV5() && chance(2)) ? list(() -> new UserProperty(text(), text())) : List.of();
	}

	private String name(boolean filter) {
		String name = text();
		return filter ? (chance(2) ? name + "/#" : "+/" + name) : name + "/x";
	}

	private String text() {
		int length = chance(50) ? 300 + this.random.nextInt(2000) : this.random.nextInt(12);
		boolean ascii = chance(2);
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < length; i++) {
			text.appendCodePoint(
					ascii ? 'a' + this.random.nextInt(26) : CODE_POINTS[this.random.nextInt(CODE_POINTS.length)]);
		}
		return text.toString();
	}

	private byte[] bytes() {
		byte[] bytes = new byte[chance(20) ? this.random.nextInt(20_000) : this.random.nextInt(40)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private <T> List<T> list(Supplier<T> element) {
		List<T> list = new ArrayList<>();
		for (int i = this.random.nextInt(4); i >= 0; i--) {
			list.add(element.get());
		}
		return list;
	}

	private <T> @Nullable T maybe(Supplier<T> value) {
		return chance(2) ? value.get() : null;
	}

	private ReasonCode ackCode(int... codes) {
		return isV5() ? code(codes) : ReasonCode.SUCCESS;
	}

	private ReasonCode code(int... codes) {
		ReasonCode code = ReasonCode.find(codes[this.random.nextInt(codes.length)]);
		if (code == null) {
			throw new IllegalStateException("Unknown reason code");
		}
		return code;
	}

	private int id() {
		return 1 + this.random.nextInt(chance(2) ? 3 : 65_535);
	}

	private int identifier() {
		return 1 + (this.random.nextInt(VariableByteInteger.MAXIMUM) >>> (7 * this.random.nextInt(4)));
	}

	private int unsignedShort() {
		return this.random.nextInt(65_536);
	}

	private long unsignedInt() {
		return this.random.nextInt() & 0xFFFF_FFFFL;
	}

	private QoS qos() {
		return QoS.of(this.random.nextInt(3));
	}

	private boolean isV5() {
		return this.version == MqttVersion.V5;
	}

	/**
	 * Return true in one case of so many.
	 */
	private boolean chance(int cases) {
		return this.random.nextInt(cases) == 0;
	}

}
