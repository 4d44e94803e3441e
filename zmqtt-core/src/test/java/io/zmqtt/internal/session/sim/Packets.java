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

import java.nio.ByteBuffer;

import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.Publish;

/**
 * How messages are told apart in the simulation: each payload begins with a number.
 */
final class Packets {

	private Packets() {
	}

	static byte[] payload(int number, int size) {
		return ByteBuffer.allocate(Math.max(Integer.BYTES, size)).putInt(number).array();
	}

	static int number(Publish publish) {
		return number(publish.payload());
	}

	static int number(byte[] payload) {
		return ByteBuffer.wrap(payload).getInt();
	}

	static int qos(Publish publish) {
		return (publish.flags() >> 1) & 3;
	}

	static String text(Packet packet) {
		if (packet instanceof Publish publish) {
			return "PUBLISH id " + publish.packetId() + " message " + number(publish) + " '" + publish.topic()
					+ "' QoS " + qos(publish) + (publish.duplicate() ? " DUP" : "")
					+ ((publish.properties().topicAlias() != 0) ? " alias " + publish.properties().topicAlias() : "");
		}
		return packet.toString().replace(", properties=" + AckProperties.NONE, "").replaceAll("(, )?\\w+=null", "");
	}

}
