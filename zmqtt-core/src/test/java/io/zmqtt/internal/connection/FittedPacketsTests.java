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
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.packet.Auth;
import io.zmqtt.internal.packet.AuthProperties;
import io.zmqtt.internal.packet.Disconnect;
import io.zmqtt.internal.packet.DisconnectProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FittedPacketsTests {

	private static final List<UserProperty> PROPERTIES = List.of(new UserProperty("key", "a value of some length"));

	@Test
	void disconnect() {
		Disconnect all = disconnect("text", PROPERTIES);
		Disconnect text = disconnect("text", List.of());
		Disconnect nothing = disconnect(null, List.of());
		assertThat(fit(all, size(all))).isEqualTo(all);
		assertThat(fit(all, size(all) - 1)).isEqualTo(text);
		assertThat(fit(all, size(text))).isEqualTo(text);
		assertThat(fit(all, size(text) - 1)).isEqualTo(nothing);
		assertThat(fit(all, 0)).isEqualTo(nothing);
		Disconnect longText = disconnect("x".repeat(1000), PROPERTIES);
		assertThat(fit(longText, 1000)).isEqualTo(disconnect(null, PROPERTIES));
		assertThat(FittedPackets.fit(longText, MqttVersion.V3_1_1, 10)).isSameAs(longText);
	}

	@Test
	void auth() {
		Auth all = auth("text", PROPERTIES);
		Auth text = auth("text", List.of());
		Auth nothing = auth(null, List.of());
		int size = PacketEncoder.encodedSize(all, MqttVersion.V5);
		assertThat(FittedPackets.fit(all, size)).isEqualTo(all);
		assertThat(FittedPackets.fit(all, size - 1)).isEqualTo(text);
		assertThat(FittedPackets.fit(all, 20)).isEqualTo(nothing);
		assertThat(FittedPackets.fit(auth("x".repeat(1000), PROPERTIES), 1000)).isEqualTo(auth(null, PROPERTIES));
	}

	private static Disconnect fit(Disconnect packet, int maximumSize) {
		return FittedPackets.fit(packet, MqttVersion.V5, maximumSize);
	}

	private static int size(Disconnect packet) {
		return PacketEncoder.encodedSize(packet, MqttVersion.V5);
	}

	private static Disconnect disconnect(String text, List<UserProperty> userProperties) {
		return new Disconnect(ReasonCode.DISCONNECT_WITH_WILL,
				new DisconnectProperties(7L, text, userProperties, null));
	}

	private static Auth auth(String text, List<UserProperty> userProperties) {
		return new Auth(ReasonCode.REAUTHENTICATE, new AuthProperties("method", new byte[2], text, userProperties));
	}

}
