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
import java.util.List;
import java.util.Objects;

import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of CONNECT (MQTT 5.0, section 3.1.2.11). A null component is absent.
 *
 * @param sessionExpiryInterval the session expiry interval in seconds
 * @param receiveMaximum the receive maximum
 * @param maximumPacketSize the maximum packet size in bytes
 * @param topicAliasMaximum the topic alias maximum
 * @param requestResponseInformation the request for response information
 * @param requestProblemInformation the request for problem information
 * @param userProperties the user properties
 * @param authenticationMethod the authentication method
 * @param authenticationData the authentication data
 */
public record ConnectProperties(@Nullable Long sessionExpiryInterval, @Nullable Integer receiveMaximum,
		@Nullable Long maximumPacketSize, @Nullable Integer topicAliasMaximum,
		@Nullable Boolean requestResponseInformation, @Nullable Boolean requestProblemInformation,
		List<UserProperty> userProperties, @Nullable String authenticationMethod,
		byte @Nullable [] authenticationData) {

	/**
	 * No properties at all.
	 */
	public static final ConnectProperties NONE = new ConnectProperties(null, null, null, null, null, null, List.of(),
			null, null);

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof ConnectProperties other
				&& Objects.equals(this.sessionExpiryInterval, other.sessionExpiryInterval)
				&& Objects.equals(this.receiveMaximum, other.receiveMaximum)
				&& Objects.equals(this.maximumPacketSize, other.maximumPacketSize)
				&& Objects.equals(this.topicAliasMaximum, other.topicAliasMaximum)
				&& Objects.equals(this.requestResponseInformation, other.requestResponseInformation)
				&& Objects.equals(this.requestProblemInformation, other.requestProblemInformation)
				&& this.userProperties.equals(other.userProperties)
				&& Objects.equals(this.authenticationMethod, other.authenticationMethod)
				&& Arrays.equals(this.authenticationData, other.authenticationData);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.sessionExpiryInterval, this.receiveMaximum, this.maximumPacketSize,
				this.topicAliasMaximum, this.requestResponseInformation, this.requestProblemInformation,
				this.userProperties, this.authenticationMethod, Arrays.hashCode(this.authenticationData));
	}

	@Override
	public String toString() {
		return "ConnectProperties[sessionExpiryInterval=" + this.sessionExpiryInterval + ", receiveMaximum="
				+ this.receiveMaximum + ", maximumPacketSize=" + this.maximumPacketSize + ", topicAliasMaximum="
				+ this.topicAliasMaximum + ", authenticationMethod=" + this.authenticationMethod + "]";
	}

}
