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
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import io.zmqtt.internal.packet.Packet;

/**
 * Leaves out what explains a packet when the server would not take it otherwise (MQTT
 * 5.0, sections 3.14.2.2 and 3.15.2.2): first the user properties, then the reason string
 * instead, then both.
 */
final class FittedPackets {

	private FittedPackets() {
	}

	static Disconnect fit(Disconnect packet, MqttVersion version, int maximumSize) {
		DisconnectProperties all = packet.properties();
		if (version == MqttVersion.V3_1_1 || fits(packet, maximumSize)) {
			return packet;
		}
		Disconnect withText = new Disconnect(packet.reasonCode(),
				new DisconnectProperties(all.sessionExpiryInterval(), all.reasonString(), List.of(), null));
		if (fits(withText, maximumSize)) {
			return withText;
		}
		Disconnect withUserProperties = new Disconnect(packet.reasonCode(),
				new DisconnectProperties(all.sessionExpiryInterval(), null, all.userProperties(), null));
		return fits(withUserProperties, maximumSize) ? withUserProperties : new Disconnect(packet.reasonCode(),
				new DisconnectProperties(all.sessionExpiryInterval(), null, List.of(), null));
	}

	static Auth fit(Auth packet, int maximumSize) {
		AuthProperties all = packet.properties();
		if (fits(packet, maximumSize)) {
			return packet;
		}
		Auth withText = with(packet, new AuthProperties(all.authenticationMethod(), all.authenticationData(),
				all.reasonString(), List.of()));
		if (fits(withText, maximumSize)) {
			return withText;
		}
		Auth withUserProperties = with(packet,
				new AuthProperties(all.authenticationMethod(), all.authenticationData(), null, all.userProperties()));
		return fits(withUserProperties, maximumSize) ? withUserProperties : with(packet,
				new AuthProperties(all.authenticationMethod(), all.authenticationData(), null, List.of()));
	}

	private static Auth with(Auth packet, AuthProperties properties) {
		return new Auth(packet.reasonCode(), properties);
	}

	static boolean fits(Packet packet, int maximumSize) {
		return PacketEncoder.encodedSize(packet, MqttVersion.V5) <= maximumSize;
	}

}
