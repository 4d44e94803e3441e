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

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.Packet;

/**
 * Bytes written as hexadecimal numbers and quoted ASCII text: {@code 30 05 00 03 'a/b'}.
 */
final class TestBytes {

	private static final byte[] CONNECT_311 = parse("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'c'");

	private static final byte[] CONNECT_5 = parse("10 0E 00 04 'MQTT' 05 02 00 3C 00 00 01 'c'");

	private TestBytes() {
	}

	static byte[] parse(String text) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (String token : text.trim().split("\\s+")) {
			if (token.startsWith("'") && token.endsWith("'")) {
				bytes.writeBytes(token.substring(1, token.length() - 1).getBytes(StandardCharsets.US_ASCII));
			}
			else {
				bytes.writeBytes(ByteBufUtil.decodeHexDump(token));
			}
		}
		return bytes.toByteArray();
	}

	static byte[] encode(Packet packet, MqttVersion version) {
		ByteBuf out = Unpooled.buffer();
		PacketEncoder.encode(packet, version, out);
		return ByteBufUtil.getBytes(out);
	}

	static PacketDecoder decoder(Sender sender, MqttVersion version, int maximumPacketSize) {
		if (sender == Sender.SERVER) {
			return PacketDecoder.forClient(version, maximumPacketSize);
		}
		PacketDecoder decoder = PacketDecoder.forServer(maximumPacketSize);
		decoder.decode(Unpooled.wrappedBuffer((version == MqttVersion.V5) ? CONNECT_5 : CONNECT_311));
		return decoder;
	}

}
