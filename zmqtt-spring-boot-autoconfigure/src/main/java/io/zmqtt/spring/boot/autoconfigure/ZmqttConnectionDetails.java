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

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Says where the broker of the connection {@code default} is and how to log in. A bean of
 * this type, such as that of a container, takes the place of the properties
 * {@code zmqtt.host}, {@code zmqtt.port}, {@code zmqtt.uri}, {@code zmqtt.servers},
 * {@code zmqtt.username} and {@code zmqtt.password}; an SSL bundle also that of
 * {@code zmqtt.ssl.bundle}.
 */
public interface ZmqttConnectionDetails extends ConnectionDetails {

	/**
	 * Return the brokers, which are tried in turn, as {@code host:port} or as URIs.
	 * @return at least one
	 */
	List<String> getServers();

	/**
	 * Return the user name.
	 * @return the user name, or {@code null} to log in without one
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Return the password.
	 * @return the password, or {@code null} to log in without one
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Return the SSL bundle to encrypt the connection with.
	 * @return the bundle, or {@code null} to leave TLS to the servers and to
	 * {@code zmqtt.ssl}
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
