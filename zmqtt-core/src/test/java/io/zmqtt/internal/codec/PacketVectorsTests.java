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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Packets and their bytes, checked by hand against the standards.
 */
class PacketVectorsTests {

	private static final MqttVersion V311 = MqttVersion.V3_1_1;

	private static final MqttVersion V5 = MqttVersion.V5;

	private static final Sender CLIENT = Sender.CLIENT;

	private static final Sender SERVER = Sender.SERVER;

	private static final UserProperty KV = new UserProperty("k", "v");

	private static final AckProperties NO = new AckProperties("no", List.of());

	private static final AckProperties USER = new AckProperties(null, List.of(KV));

	@ParameterizedTest
	@MethodSource({ "connects", "connAcks", "publishes", "acks", "subscriptions", "others" })
	void encodes(Vector vector) {
		byte[] bytes = TestBytes.parse(vector.bytes);
		assertThat(ByteBufUtil.hexDump(TestBytes.encode(vector.packet, vector.version)))
			.isEqualTo(ByteBufUtil.hexDump(bytes));
		assertThat(PacketEncoder.encodedSize(vector.packet, vector.version)).isEqualTo(bytes.length);
	}

	@ParameterizedTest
	@MethodSource({ "connects", "connAcks", "publishes", "acks", "subscriptions", "others", "longForms" })
	void decodes(Vector vector) {
		ByteBuf in = Unpooled.wrappedBuffer(TestBytes.parse(vector.bytes));
		PacketDecoder decoder = (vector.packet instanceof Connect) ? PacketDecoder.forServer(1000)
				: TestBytes.decoder(vector.sender, vector.version, 1000);
		assertThat(decoder.frameSize(in)).isEqualTo(in.readableBytes());
		assertThat(decoder.decode(in)).isEqualTo(vector.packet);
		assertThat(in.isReadable()).isFalse();
		assertThat(decoder.version()).isEqualTo(vector.version);
	}

	static Stream<Vector> connects() {
		WillMessage will311 = new WillMessage("w/t", text("hi"), QoS.AT_LEAST_ONCE, true, 0, PublishProperties.none());
		WillMessage will5 = new WillMessage("w", text("hi"), QoS.EXACTLY_ONCE, false, 5,
				PublishProperties.builder()
					.utf8Payload(true)
					.messageExpiryInterval(60)
					.contentType("text")
					.responseTopic("r/t")
					.correlationData(new byte[] { 7 })
					.userProperty("a", "b")
					.build());
		ConnectProperties properties = new ConnectProperties(3600L, 10, 1_048_576L, 16, true, false, List.of(KV),
				"SCRAM", new byte[] { 1, 2 });
		return Stream.of(
				new Vector(V311, CLIENT, "10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'c'",
						new Connect(V311, "c", true, 60, null, null, null, ConnectProperties.NONE)),
				new Vector(V311, CLIENT, "10 0C 00 04 'MQTT' 04 02 FF FF 00 00",
						new Connect(V311, "", true, 65_535, null, null, null, ConnectProperties.NONE)),
				new Vector(V311, CLIENT,
						"10 1D 00 04 'MQTT' 04 EC 00 00 00 01 'c' 00 03 'w/t' 00 02 'hi' 00 01 'u' 00 02 01 FF",
						new Connect(V311, "c", false, 0, "u", new byte[] { 1, -1 }, will311, ConnectProperties.NONE)),
				new Vector(V311, CLIENT, "10 10 00 04 'MQTT' 04 82 00 3C 00 01 'c' 00 01 'u'",
						new Connect(V311, "c", true, 60, "u", null, null, ConnectProperties.NONE)),
				new Vector(V5, CLIENT, "10 0E 00 04 'MQTT' 05 02 00 3C 00 00 01 'c'",
						new Connect(V5, "c", true, 60, null, null, null, ConnectProperties.NONE)),
				new Vector(V5, CLIENT, "10 0D 00 04 'MQTT' 05 00 00 3C 00 00 00",
						new Connect(V5, "", false, 60, null, null, null, ConnectProperties.NONE)),
				new Vector(V5, CLIENT, "10 11 00 04 'MQTT' 05 42 00 3C 00 00 01 'c' 00 01 'p'",
						new Connect(V5, "c", true, 60, null, text("p"), null, ConnectProperties.NONE)),
				new Vector(V5, CLIENT,
						"10 68 00 04 'MQTT' 05 D6 00 3C 28 11 00000E10 21 000A 27 00100000 22 0010 19 01 17 00"
								+ " 15 0005 'SCRAM' 16 0002 0102 26 0001 'k' 0001 'v' 0001 'c'"
								+ " 24 18 00000005 01 01 02 0000003C 03 0004 'text' 08 0003 'r/t' 09 0001 07"
								+ " 26 0001 'a' 0001 'b' 0001 'w' 0002 'hi' 0001 'u' 0001 'p'",
						new Connect(V5, "c", true, 60, "u", text("p"), will5, properties)));
	}

	static Stream<Vector> connAcks() {
		return Stream.of(new Vector(V311, SERVER, "20 02 00 00", new ConnAck(false, ReasonCode.SUCCESS)),
				new Vector(V311, SERVER, "20 02 01 00", new ConnAck(true, ReasonCode.SUCCESS)),
				new Vector(V311, SERVER, "20 02 00 01", new ConnAck(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION)),
				new Vector(V311, SERVER, "20 02 00 02", new ConnAck(false, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
				new Vector(V311, SERVER, "20 02 00 03", new ConnAck(false, ReasonCode.SERVER_UNAVAILABLE)),
				new Vector(V311, SERVER, "20 02 00 04", new ConnAck(false, ReasonCode.BAD_USER_NAME_OR_PASSWORD)),
				new Vector(V311, SERVER, "20 02 00 05", new ConnAck(false, ReasonCode.NOT_AUTHORIZED)),
				new Vector(V5, SERVER, "20 03 00 00 00", new ConnAck(false, ReasonCode.SUCCESS)),
				new Vector(V5, SERVER, "20 03 01 00 00", new ConnAck(true, ReasonCode.SUCCESS)),
				new Vector(V5, SERVER, "20 03 00 9F 00", new ConnAck(false, ReasonCode.CONNECTION_RATE_EXCEEDED)),
				new Vector(V5, SERVER,
						"20 42 01 00 3F 11 00000E10 21 000A 24 01 25 01 27 00100000 12 0002 'id' 22 0010"
								+ " 1F 0002 'ok' 28 00 29 01 2A 00 13 001E 1A 0001 'i' 1C 0001 's' 15 0001 'm'"
								+ " 16 0002 DEAD 26 0001 'k' 0001 'v'",
						new ConnAck(true, ReasonCode.SUCCESS,
								new ConnAckProperties(3600L, 10, QoS.AT_LEAST_ONCE, true, 1_048_576L, "id", 16, "ok",
										List.of(KV), false, true, false, 30, "i", "s", "m",
										new byte[] { (byte) 0xDE, (byte) 0xAD }))));
	}

	static Stream<Vector> publishes() {
		PublishProperties application = PublishProperties.builder()
			.utf8Payload(true)
			.messageExpiryInterval(0xFFFF_FFFFL)
			.contentType("text")
			.responseTopic("r/t")
			.correlationData(new byte[] { 7 })
			.userProperty("k", "v")
			.userProperty("k", "w")
			.build();
		return Stream.of(new Vector(V311, CLIENT, "30 07 00 03 'a/b' 'hi'", publish("a/b", "hi", QoS.AT_MOST_ONCE, 0)),
				new Vector(V311, SERVER, "32 09 00 03 'a/b' 00 0A 'hi'", publish("a/b", "hi", QoS.AT_LEAST_ONCE, 10)),
				new Vector(V311, SERVER, "3B 09 00 03 'a/b' 00 0A 'hi'",
						Publish.of("a/b", text("hi"), QoS.AT_LEAST_ONCE, true, true, 10, PublishPacketProperties.NONE)),
				new Vector(V311, CLIENT, "34 07 00 03 'a/b' FF FF", publish("a/b", "", QoS.EXACTLY_ONCE, 65_535)),
				new Vector(V311, SERVER, "31 03 00 01 'a'",
						Publish.of("a", text(""), QoS.AT_MOST_ONCE, true, false, 0, PublishPacketProperties.NONE)),
				new Vector(V311, SERVER, "30 06 00 04 EF BB BF 'x'", publish("\uFEFFx", "", QoS.AT_MOST_ONCE, 0)),
				new Vector(V311, SERVER, "30 0B 00 09 C3A9 E282AC F09F9880",
						publish("\u00E9\u20AC\uD83D\uDE00", "", QoS.AT_MOST_ONCE, 0)),
				new Vector(V311, SERVER, "30 08 00 06 EFBFBF EE8080", publish("\uFFFF\uE000", "", QoS.AT_MOST_ONCE, 0)),
				new Vector(V5, CLIENT, "30 08 00 03 'a/b' 00 'hi'", publish("a/b", "hi", QoS.AT_MOST_ONCE, 0)),
				new Vector(V5, SERVER, "34 0A 00 03 'a/b' 00 01 00 'hi'", publish("a/b", "hi", QoS.EXACTLY_ONCE, 1)),
				new Vector(V5, CLIENT, "30 06 00 00 03 23 0005",
						Publish.of("", text(""), QoS.AT_MOST_ONCE, false, false, 0,
								new PublishPacketProperties(PublishProperties.none(), 5, new int[0]))),
				new Vector(V5, SERVER, "33 38 00 03 'a/b' 00 0A 2E 23 0005 0B 01 0B 8001 01 01 02 FFFFFFFF"
						+ " 03 0004 'text' 08 0003 'r/t' 09 0001 07 26 0001 'k' 0001 'v' 26 0001 'k' 0001 'w' 'hi'",
						Publish.of("a/b", text("hi"), QoS.AT_LEAST_ONCE, true, false, 10,
								new PublishPacketProperties(application, 5, new int[] { 1, 128 }))));
	}

	static Stream<Vector> acks() {
		return Stream.of(new Vector(V311, SERVER, "40 02 00 01", new PubAck(1)),
				new Vector(V311, CLIENT, "50 02 FF FF", new PubRec(65_535)),
				new Vector(V311, CLIENT, "62 02 00 0A", new PubRel(10)),
				new Vector(V311, SERVER, "70 02 01 00", new PubComp(256)),
				new Vector(V5, CLIENT, "40 02 00 01", new PubAck(1)),
				new Vector(V5, SERVER, "40 03 00 01 10", new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS)),
				new Vector(V5, SERVER, "40 09 00 01 87 05 1F 0002 'no'", new PubAck(1, ReasonCode.NOT_AUTHORIZED, NO)),
				new Vector(V5, SERVER, "40 0B 00 01 00 07 26 0001 'k' 0001 'v'",
						new PubAck(1, ReasonCode.SUCCESS, USER)),
				new Vector(V5, CLIENT, "50 02 00 01", new PubRec(1)),
				new Vector(V5, CLIENT, "50 03 00 01 83", new PubRec(1, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR)),
				new Vector(V5, SERVER, "50 09 00 01 97 05 1F 0002 'no'", new PubRec(1, ReasonCode.QUOTA_EXCEEDED, NO)),
				new Vector(V5, CLIENT, "62 02 00 01", new PubRel(1)),
				new Vector(V5, SERVER, "62 03 00 01 92", new PubRel(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
				new Vector(V5, CLIENT, "62 0B 00 01 00 07 26 0001 'k' 0001 'v'",
						new PubRel(1, ReasonCode.SUCCESS, USER)),
				new Vector(V5, SERVER, "70 02 00 01", new PubComp(1)),
				new Vector(V5, CLIENT, "70 03 00 01 92", new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
				new Vector(V5, SERVER, "70 09 00 01 92 05 1F 0002 'no'",
						new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, NO)));
	}

	static Stream<Vector> subscriptions() {
		return Stream.of(
				new Vector(V311, CLIENT, "82 0C 00 0A 00 03 'a/b' 01 00 01 '#' 02",
						new Subscribe(10,
								List.of(new Subscription("a/b", QoS.AT_LEAST_ONCE),
										new Subscription("#", QoS.EXACTLY_ONCE)))),
				new Vector(V5, CLIENT, "82 07 00 0A 00 00 01 '+' 00",
						new Subscribe(10, List.of(new Subscription("+", QoS.AT_MOST_ONCE)))),
				new Vector(V5, CLIENT, "82 13 00 0A 0A 0B 8001 26 0001 'k' 0001 'v' 00 03 'a/b' 2E",
						new Subscribe(10,
								List.of(new Subscription("a/b", QoS.EXACTLY_ONCE, true, true,
										RetainHandling.DO_NOT_SEND)),
								128, List.of(KV))),
				new Vector(V5, CLIENT, "82 10 00 01 00 00 0A '$share/g/t' 18",
						new Subscribe(1,
								List.of(new Subscription("$share/g/t", QoS.AT_MOST_ONCE, false, true,
										RetainHandling.SEND_IF_NEW)))),
				new Vector(V311, SERVER, "90 06 00 0A 00 01 02 80",
						new SubAck(10,
								List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2,
										ReasonCode.UNSPECIFIED_ERROR))),
				new Vector(V5, SERVER, "90 05 00 0A 00 00 A2",
						new SubAck(10, List.of(ReasonCode.SUCCESS, ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED))),
				new Vector(V5, SERVER, "90 0A 00 0A 05 1F 0002 'no' 87 01",
						new SubAck(10, List.of(ReasonCode.NOT_AUTHORIZED, ReasonCode.GRANTED_QOS_1), NO)),
				new Vector(V311, CLIENT, "A2 07 00 0B 00 03 'a/b'", new Unsubscribe(11, List.of("a/b"))),
				new Vector(V5, CLIENT, "A2 08 00 0B 00 00 03 'a/b'", new Unsubscribe(11, List.of("a/b"))),
				new Vector(V5, CLIENT, "A2 12 00 0B 07 26 0001 'k' 0001 'v' 00 03 'a/b' 00 01 '#'",
						new Unsubscribe(11, List.of("a/b", "#"), List.of(KV))),
				new Vector(V311, SERVER, "B0 02 00 0B", new UnsubAck(11, List.of())),
				new Vector(V5, SERVER, "B0 05 00 0B 00 00 11",
						new UnsubAck(11, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED))),
				new Vector(V5, SERVER, "B0 09 00 0B 05 1F 0002 'no' 87",
						new UnsubAck(11, List.of(ReasonCode.NOT_AUTHORIZED), NO)));
	}

	static Stream<Vector> others() {
		return Stream.of(new Vector(V311, CLIENT, "C0 00", PingReq.INSTANCE),
				new Vector(V5, CLIENT, "C0 00", PingReq.INSTANCE), new Vector(V311, SERVER, "D0 00", PingResp.INSTANCE),
				new Vector(V5, SERVER, "D0 00", PingResp.INSTANCE),
				new Vector(V311, CLIENT, "E0 00", new Disconnect(ReasonCode.SUCCESS)),
				new Vector(V5, CLIENT, "E0 00", new Disconnect(ReasonCode.SUCCESS)),
				new Vector(V5, CLIENT, "E0 01 04", new Disconnect(ReasonCode.DISCONNECT_WITH_WILL)),
				new Vector(V5, SERVER, "E0 01 8B", new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN)),
				new Vector(V5, CLIENT, "E0 07 00 05 11 0000000A",
						new Disconnect(ReasonCode.SUCCESS, new DisconnectProperties(10L, null, List.of(), null))),
				new Vector(V5, SERVER, "E0 11 9C 0F 1F 0001 'r' 1C 0001 's' 26 0001 'k' 0001 'v'",
						new Disconnect(ReasonCode.USE_ANOTHER_SERVER,
								new DisconnectProperties(null, "r", List.of(KV), "s"))),
				new Vector(V5, SERVER, "F0 00", new Auth(ReasonCode.SUCCESS, AuthProperties.NONE)),
				new Vector(V5, SERVER, "F0 0A 18 08 15 0001 'm' 16 0001 01",
						new Auth(ReasonCode.CONTINUE_AUTHENTICATION,
								new AuthProperties("m", new byte[] { 1 }, null, List.of()))),
				new Vector(V5, CLIENT, "F0 06 19 04 15 0001 'm'",
						new Auth(ReasonCode.REAUTHENTICATE, new AuthProperties("m", null, null, List.of()))),
				new Vector(V5, SERVER, "F0 15 00 13 15 0001 'm' 16 0000 1F 0002 'ok' 26 0001 'k' 0001 'v'",
						new Auth(ReasonCode.SUCCESS, new AuthProperties("m", new byte[0], "ok", List.of(KV)))));
	}

	/**
	 * What a peer may write at greater length than the encoder does.
	 */
	static Stream<Vector> longForms() {
		return Stream.of(
				// a server that knows only MQTT 3.1.1 answers a CONNECT of MQTT 5
				new Vector(V5, SERVER, "20 02 00 01", new ConnAck(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION)),
				new Vector(V5, SERVER, "40 03 00 01 00", new PubAck(1)),
				new Vector(V5, SERVER, "40 04 00 01 00 00", new PubAck(1)),
				new Vector(V5, SERVER, "50 04 00 01 10 00", new PubRec(1, ReasonCode.NO_MATCHING_SUBSCRIBERS)),
				new Vector(V5, SERVER, "62 04 00 01 00 00", new PubRel(1)),
				new Vector(V5, SERVER, "70 04 00 01 92 00", new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
				new Vector(V5, SERVER, "30 07 00 01 'a' 02 01 00 'x'", publish("a", "x", QoS.AT_MOST_ONCE, 0)),
				new Vector(V5, SERVER, "E0 01 00", new Disconnect(ReasonCode.SUCCESS)),
				new Vector(V5, CLIENT, "E0 02 00 00", new Disconnect(ReasonCode.SUCCESS)),
				new Vector(V5, SERVER, "E0 02 8B 00", new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN)),
				new Vector(V5, SERVER, "F0 02 00 00", new Auth(ReasonCode.SUCCESS, AuthProperties.NONE)));
	}

	private static Publish publish(String topic, String payload, QoS qos, int packetId) {
		return Publish.of(topic, text(payload), qos, false, false, packetId, PublishPacketProperties.NONE);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Vector(MqttVersion version, Sender sender, String bytes, Packet packet) {

		@Override
		public String toString() {
			return this.version + " " + this.packet.type() + " from " + this.sender + ": " + this.bytes;
		}

	}

}
