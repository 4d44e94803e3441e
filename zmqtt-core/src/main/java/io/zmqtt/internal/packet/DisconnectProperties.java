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

import java.util.List;

import io.zmqtt.UserProperty;
import org.jspecify.annotations.Nullable;

/**
 * The properties of DISCONNECT (MQTT 5.0, section 3.14.2.2). A null component is absent.
 *
 * @param sessionExpiryInterval the session expiry interval in seconds; a server never
 * sends it
 * @param reasonString a text for people
 * @param userProperties the user properties
 * @param serverReference another server to use; a client never sends it
 */
public record DisconnectProperties(@Nullable Long sessionExpiryInterval, @Nullable String reasonString,
		List<UserProperty> userProperties, @Nullable String serverReference) {

	/**
	 * No properties at all.
	 */
	public static final DisconnectProperties NONE = new DisconnectProperties(null, null, List.of(), null);

}
