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

import java.util.function.IntUnaryOperator;

import io.zmqtt.MqttVersion;
import io.zmqtt.internal.packet.PacketType;

/**
 * What {@link Breach} does to packets.
 */
final class FrameParts {

	private FrameParts() {
	}

	static Frame ping() {
		return new Frame(PacketType.PINGREQ.code(), 0, new byte[0]);
	}

	static Frame pong() {
		return new Frame(PacketType.PINGRESP.code(), 0, new byte[0]);
	}

	/**
	 * Return the repeat of a message of QoS 2 with an empty payload, fit for both
	 * versions.
	 */
	static Frame publishAgain(int packetId) {
		return new Frame(PacketType.PUBLISH.code(), 0x0C,
				new byte[] { 0, 1, 'a', (byte) (packetId >> 8), (byte) packetId, 0 });
	}

	static boolean hasWill(Frame connect) {
		return (connect.byteAt(7) & 4) != 0;
	}

	static Frame withoutMark(Frame publish) {
		byte[] body = new byte[publish.body().length - 3];
		System.arraycopy(publish.body(), 0, body, 0, 2);
		System.arraycopy(publish.body(), 5, body, 2, body.length - 2);
		body[1] -= 3;
		return publish.withBody(body);
	}

	static Frame withProperty(Frame publish, int... property) {
		int length = publish.idIndex() + ((publish.qos() > 0) ? 2 : 0);
		return publish.withByte(length, publish.byteAt(length) + property.length).insert(length + 1, property);
	}

	static Frame withoutTopic(Frame publish) {
		int topic = publish.shortAt(0);
		byte[] body = new byte[publish.body().length - topic];
		System.arraycopy(publish.body(), 2 + topic, body, 2, body.length - 2);
		return publish.withBody(body);
	}

	/**
	 * Change the alias if it is the only property.
	 * @param change gives the other alias, or -1 for none
	 */
	static Frame replaceAlias(Frame publish, IntUnaryOperator change) {
		int length = publish.idIndex() + ((publish.qos() > 0) ? 2 : 0);
		if (publish.byteAt(length) != 3 || publish.byteAt(length + 1) != 0x23) {
			return publish;
		}
		int alias = change.applyAsInt(publish.shortAt(length + 2));
		if (alias >= 0) {
			return publish.withByte(length + 2, alias >> 8).withByte(length + 3, alias);
		}
		byte[] body = new byte[publish.body().length - 3];
		System.arraycopy(publish.body(), 0, body, 0, length);
		System.arraycopy(publish.body(), length + 4, body, length + 1, body.length - length - 1);
		return publish.withBody(body);
	}

	static Frame withReason(Frame ack, int reason) {
		return ack.withBody(ack.body()[0], ack.body()[1], (byte) reason);
	}

	static byte[] emptySubscribe(Frame subscribe, MqttVersion version) {
		byte first = subscribe.body()[0];
		byte second = subscribe.body()[1];
		return (version == MqttVersion.V5) ? new byte[] { first, second, 0 } : new byte[] { first, second };
	}

}
