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

package io.zmqtt.test.context;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.zmqtt.test.BrokerVersion;

/**
 * What an annotation asks for. {@link #toString()} shows no password.
 *
 * @param port the port, or 0
 * @param username the user name, or empty
 * @param password the password
 * @param versions the versions of MQTT
 * @param tls whether with TLS
 * @param replace which connections the broker takes the place of
 */
record AnnotationSettings(int port, String username, String password, Set<BrokerVersion> versions, boolean tls,
		EmbeddedMqttBroker.Replace replace) {

	static AnnotationSettings of(EmbeddedMqttBroker annotation) {
		Set<BrokerVersion> versions = EnumSet.noneOf(BrokerVersion.class);
		versions.addAll(List.of(annotation.versions()));
		return new AnnotationSettings(annotation.port(), annotation.username(), annotation.password(), versions,
				annotation.tls(), annotation.replace());
	}

	boolean hasCredentials() {
		return !this.username.isEmpty();
	}

	io.zmqtt.test.EmbeddedMqttBroker start() {
		io.zmqtt.test.EmbeddedMqttBroker.Builder builder = io.zmqtt.test.EmbeddedMqttBroker.builder()
			.port(this.port)
			.versions(this.versions.toArray(BrokerVersion[]::new));
		if (hasCredentials()) {
			builder.credentials(this.username, this.password);
		}
		if (this.tls) {
			builder.tls();
		}
		return builder.start();
	}

	@Override
	public String toString() {
		return "AnnotationSettings[port=" + this.port + ", credentials=" + hasCredentials() + ", versions="
				+ this.versions + ", tls=" + this.tls + ", replace=" + this.replace + "]";
	}

}
