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

import io.zmqtt.QoS;
import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of CONNACK (MQTT 5.0, section 3.2.2.3). A null component is absent.
 *
 * @param sessionExpiryInterval the session expiry interval in seconds that the server
 * uses
 * @param receiveMaximum the server's receive maximum
 * @param maximumQos the server's maximum QoS, 0 or 1
 * @param retainAvailable whether retained messages are supported
 * @param maximumPacketSize the server's maximum packet size in bytes
 * @param assignedClientIdentifier the client identifier that the server chose
 * @param topicAliasMaximum the server's topic alias maximum
 * @param reasonString a text for people
 * @param userProperties the user properties
 * @param wildcardSubscriptionAvailable whether wildcard subscriptions are supported
 * @param subscriptionIdentifiersAvailable whether subscription identifiers are supported
 * @param sharedSubscriptionAvailable whether shared subscriptions are supported
 * @param serverKeepAlive the keep-alive in seconds that the server demands
 * @param responseInformation the basis for response topics
 * @param serverReference another server to use
 * @param authenticationMethod the authentication method
 * @param authenticationData the authentication data
 */
public record ConnAckProperties(@Nullable Long sessionExpiryInterval, @Nullable Integer receiveMaximum,
		@Nullable QoS maximumQos, @Nullable Boolean retainAvailable, @Nullable Long maximumPacketSize,
		@Nullable String assignedClientIdentifier, @Nullable Integer topicAliasMaximum, @Nullable String reasonString,
		List<UserProperty> userProperties, @Nullable Boolean wildcardSubscriptionAvailable,
		@Nullable Boolean subscriptionIdentifiersAvailable, @Nullable Boolean sharedSubscriptionAvailable,
		@Nullable Integer serverKeepAlive, @Nullable String responseInformation, @Nullable String serverReference,
		@Nullable String authenticationMethod, byte @Nullable [] authenticationData) {

	/**
	 * No properties at all.
	 */
	public static final ConnAckProperties NONE = new ConnAckProperties(null, null, null, null, null, null, null, null,
			List.of(), null, null, null, null, null, null, null, null);

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof ConnAckProperties other
				&& Objects.equals(this.sessionExpiryInterval, other.sessionExpiryInterval)
				&& Objects.equals(this.receiveMaximum, other.receiveMaximum) && this.maximumQos == other.maximumQos
				&& Objects.equals(this.retainAvailable, other.retainAvailable)
				&& Objects.equals(this.maximumPacketSize, other.maximumPacketSize)
				&& Objects.equals(this.assignedClientIdentifier, other.assignedClientIdentifier)
				&& Objects.equals(this.topicAliasMaximum, other.topicAliasMaximum)
				&& Objects.equals(this.reasonString, other.reasonString)
				&& this.userProperties.equals(other.userProperties)
				&& Objects.equals(this.wildcardSubscriptionAvailable, other.wildcardSubscriptionAvailable)
				&& Objects.equals(this.subscriptionIdentifiersAvailable, other.subscriptionIdentifiersAvailable)
				&& Objects.equals(this.sharedSubscriptionAvailable, other.sharedSubscriptionAvailable)
				&& Objects.equals(this.serverKeepAlive, other.serverKeepAlive)
				&& Objects.equals(this.responseInformation, other.responseInformation)
				&& Objects.equals(this.serverReference, other.serverReference)
				&& Objects.equals(this.authenticationMethod, other.authenticationMethod)
				&& Arrays.equals(this.authenticationData, other.authenticationData);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.sessionExpiryInterval, this.receiveMaximum, this.maximumQos, this.retainAvailable,
				this.maximumPacketSize, this.assignedClientIdentifier, this.topicAliasMaximum, this.reasonString,
				this.userProperties, this.wildcardSubscriptionAvailable, this.subscriptionIdentifiersAvailable,
				this.sharedSubscriptionAvailable, this.serverKeepAlive, this.responseInformation, this.serverReference,
				this.authenticationMethod, Arrays.hashCode(this.authenticationData));
	}

	@Override
	public String toString() {
		return "ConnAckProperties[sessionExpiryInterval=" + this.sessionExpiryInterval + ", receiveMaximum="
				+ this.receiveMaximum + ", maximumQos=" + this.maximumQos + ", retainAvailable=" + this.retainAvailable
				+ ", maximumPacketSize=" + this.maximumPacketSize + ", assignedClientIdentifier="
				+ this.assignedClientIdentifier + ", topicAliasMaximum=" + this.topicAliasMaximum + ", reasonString="
				+ this.reasonString + ", serverKeepAlive=" + this.serverKeepAlive + ", serverReference="
				+ this.serverReference + "]";
	}

}
