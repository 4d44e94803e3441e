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

package io.zmqtt.internal.packet;

import java.util.Arrays;
import java.util.Objects;

import io.zmqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT (MQTT 5.0, section 3.1; MQTT 3.1.1, section 3.1).
 *
 * @param version the protocol version
 * @param clientId the client identifier, empty to let the server choose one
 * @param cleanStart Clean Start; Clean Session on MQTT 3.1.1
 * @param keepAlive the keep-alive in seconds, 0 for none
 * @param username the user name
 * @param password the password; on MQTT 3.1.1 only together with a user name
 * @param will the will
 * @param properties the properties, {@link ConnectProperties#NONE} on MQTT 3.1.1
 */
public record Connect(MqttVersion version, String clientId, boolean cleanStart, int keepAlive,
		@Nullable String username, byte @Nullable [] password, @Nullable WillMessage will,
		ConnectProperties properties) implements Packet {

	@Override
	public PacketType type() {
		return PacketType.CONNECT;
	}

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof Connect other && this.version == other.version && this.clientId.equals(other.clientId)
				&& this.cleanStart == other.cleanStart && this.keepAlive == other.keepAlive
				&& Objects.equals(this.username, other.username) && Arrays.equals(this.password, other.password)
				&& Objects.equals(this.will, other.will) && this.properties.equals(other.properties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.version, this.clientId, this.cleanStart, this.keepAlive, this.username,
				Arrays.hashCode(this.password), this.will, this.properties);
	}

	@Override
	public String toString() {
		return "Connect[version=" + this.version + ", clientId=" + this.clientId + ", cleanStart=" + this.cleanStart
				+ ", keepAlive=" + this.keepAlive + ", username=" + ((this.username != null) ? "set" : "none")
				+ ", password=" + ((this.password != null) ? "set" : "none") + ", will=" + this.will + "]";
	}

}
