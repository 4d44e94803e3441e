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
package io.zmqtt.internal.connection;

import java.util.List;

import io.zmqtt.MqttVersion;
import io.zmqtt.ReasonCode;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.ConnAck;
import io.zmqtt.internal.packet.Connect;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;
import io.zmqtt.internal.session.ProtocolViolation;
import org.jspecify.annotations.Nullable;

/**
 * What a server may not say because of what the client said in CONNECT.
 */
final class ServerRules {

	private ServerRules() {
	}

	/**
	 * Check the CONNACK that accepts a client.
	 * @throws ProtocolViolation if it does not go with CONNECT
	 */
	static void check(ConnAck connAck, Connect connect) {
		if (connAck.sessionPresent() && connect.cleanStart()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"it says that it resumes a session after a clean start");
		}
		if (connect.version() == MqttVersion.V3_1_1) {
			return;
		}
		if (connect.clientId().isEmpty() && connAck.properties().assignedClientIdentifier() == null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "it assigned no client identifier");
		}
		if (connAck.properties().responseInformation() != null
				&& !Boolean.TRUE.equals(connect.properties().requestResponseInformation())) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"it sent response information that the client did not ask for");
		}
		if (connect.properties().authenticationMethod() == null
				&& connAck.properties().authenticationMethod() != null) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					"it answered an authentication that the client did not begin");
		}
	}

	/**
	 * Check that a packet explains nothing, which the client asked for (MQTT 5.0, section
	 * 3.1.2.11.7).
	 * @throws ProtocolViolation if it does
	 */
	static void checkUnexplained(Packet packet) {
		if (packet instanceof PubAck ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof PubRec ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof PubRel ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof PubComp ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof SubAck ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof UnsubAck ack) {
			checkUnexplained(packet, ack.properties());
		}
		else if (packet instanceof Auth auth) {
			checkUnexplained(packet, auth.properties().reasonString(), auth.properties().userProperties());
		}
	}

	private static void checkUnexplained(Packet packet, AckProperties properties) {
		checkUnexplained(packet, properties.reasonString(), properties.userProperties());
	}

	private static void checkUnexplained(Packet packet, @Nullable String reasonString,
			List<UserProperty> userProperties) {
		if (reasonString != null || !userProperties.isEmpty()) {
			throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR,
					packet.type() + " with problem information that the client does not want");
		}
	}

}
