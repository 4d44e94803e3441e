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

package io.zmqtt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no connection could be made. The message names the broker, what went wrong
 * and what to do.
 */
public class MqttConnectException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final Failure failure;

	private final ServerAddress server;

	private final @Nullable ReasonCode reasonCode;

	private final @Nullable String reasonString;

	private final @Nullable String serverReference;

	@SuppressWarnings("serial")
	private final List<UserProperty> userProperties;

	/**
	 * Create an exception for a connection that failed before the broker answered.
	 * @param failure what went wrong
	 * @param server the broker
	 * @param message what went wrong and what to do about it
	 * @param cause the cause, or null
	 */
	public MqttConnectException(Failure failure, ServerAddress server, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.failure = Objects.requireNonNull(failure, "failure");
		this.server = Objects.requireNonNull(server, "server");
		this.reasonCode = null;
		this.reasonString = null;
		this.serverReference = null;
		this.userProperties = List.of();
	}

	/**
	 * Create an exception for a connection that the broker refused.
	 * @param server the broker
	 * @param message what went wrong and what to do about it
	 * @param reasonCode the reason code of CONNACK
	 * @param reasonString the broker's text, or null
	 * @param serverReference another server to use, or null
	 * @param userProperties the user properties of CONNACK
	 */
	public MqttConnectException(ServerAddress server, String message, ReasonCode reasonCode,
			@Nullable String reasonString, @Nullable String serverReference, List<UserProperty> userProperties) {
		super(message, null);
		this.failure = Failure.REFUSED;
		this.server = Objects.requireNonNull(server, "server");
		this.reasonCode = Objects.requireNonNull(reasonCode, "reasonCode");
		this.reasonString = reasonString;
		this.serverReference = serverReference;
		this.userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return what went wrong.
	 * @return the kind of failure
	 */
	public Failure failure() {
		return this.failure;
	}

	/**
	 * Return the broker.
	 * @return its address
	 */
	public ServerAddress server() {
		return this.server;
	}

	/**
	 * Return the reason code of CONNACK.
	 * @return the reason code, if the broker refused
	 */
	public Optional<ReasonCode> reasonCode() {
		return Optional.ofNullable(this.reasonCode);
	}

	/**
	 * Return what the broker said in words.
	 * @return the reason string
	 */
	public Optional<String> reasonString() {
		return Optional.ofNullable(this.reasonString);
	}

	/**
	 * Return the server that the broker sends the client to.
	 * @return the server reference
	 */
	public Optional<String> serverReference() {
		return Optional.ofNullable(this.serverReference);
	}

	/**
	 * Return the user properties of CONNACK.
	 * @return an immutable list
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * What can go wrong while a connection is made.
	 */
	public enum Failure {

		/**
		 * The host name cannot be resolved.
		 */
		UNKNOWN_HOST,

		/**
		 * Nothing listens at the port, or the network is unreachable.
		 */
		UNREACHABLE,

		/**
		 * A step took longer than its timeout.
		 */
		TIMEOUT,

		/**
		 * The broker's certificate is not trusted.
		 */
		TLS_UNTRUSTED,

		/**
		 * The broker's certificate is for another host.
		 */
		TLS_HOST_NAME,

		/**
		 * The TLS handshake failed otherwise.
		 */
		TLS,

		/**
		 * The proxy cannot be reached, refuses, or cannot reach the broker.
		 */
		PROXY,

		/**
		 * The WebSocket could not be opened.
		 */
		WEB_SOCKET,

		/**
		 * The peer closed the connection before CONNACK.
		 */
		CLOSED,

		/**
		 * The peer does not speak MQTT, or breaks its rules.
		 */
		PROTOCOL,

		/**
		 * The credentials provider failed.
		 */
		CREDENTIALS,

		/**
		 * The authentication handler failed.
		 */
		AUTHENTICATION,

		/**
		 * The broker refused the connection with a reason code.
		 */
		REFUSED

	}

}
