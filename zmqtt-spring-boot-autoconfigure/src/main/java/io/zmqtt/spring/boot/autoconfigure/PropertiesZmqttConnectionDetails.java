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

package io.zmqtt.spring.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Adapts the properties of a connection.
 *
 * @param properties the properties
 */
record PropertiesZmqttConnectionDetails(ZmqttConnectionProperties properties) implements ZmqttConnectionDetails {

	@Override
	public List<String> getServers() {
		if (StringUtils.hasText(this.properties.uri())) {
			return List.of(this.properties.uri());
		}
		if (!this.properties.servers().isEmpty()) {
			return this.properties.servers();
		}
		String host = (this.properties.host() != null) ? this.properties.host() : ZmqttTransport.DEFAULT_HOST;
		return List.of((this.properties.port() != null) ? host + ":" + this.properties.port() : host);
	}

	@Override
	public @Nullable String getUsername() {
		return this.properties.username();
	}

	@Override
	public @Nullable String getPassword() {
		return this.properties.password();
	}

	@Override
	public String toString() {
		return "PropertiesZmqttConnectionDetails[" + this.properties + "]";
	}

}
