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
 * The properties of AUTH (MQTT 5.0, section 3.15.2.2). A null component is absent.
 *
 * @param authenticationMethod the authentication method
 * @param authenticationData the authentication data
 * @param reasonString a text for people
 * @param userProperties the user properties
 */
public record AuthProperties(@Nullable String authenticationMethod, byte @Nullable [] authenticationData,
		@Nullable String reasonString, List<UserProperty> userProperties) {

	/**
	 * No properties at all.
	 */
	public static final AuthProperties NONE = new AuthProperties(null, null, null, List.of());

	@Override
	public boolean equals(@Nullable Object obj) {
		return obj instanceof AuthProperties other
				&& Objects.equals(this.authenticationMethod, other.authenticationMethod)
				&& Arrays.equals(this.authenticationData, other.authenticationData)
				&& Objects.equals(this.reasonString, other.reasonString)
				&& this.userProperties.equals(other.userProperties);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.authenticationMethod, Arrays.hashCode(this.authenticationData), this.reasonString,
				this.userProperties);
	}

	@Override
	public String toString() {
		return "AuthProperties[authenticationMethod=" + this.authenticationMethod + ", reasonString="
				+ this.reasonString + "]";
	}

}
