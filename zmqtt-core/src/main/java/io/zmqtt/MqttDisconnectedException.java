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
 * Reports that a connection has ended, or that an operation has ended with it.
 */
public final class MqttDisconnectedException extends MqttException {

	private static final long serialVersionUID = 1L;

	private final Source source;

	private final @Nullable ReasonCode reasonCode;

	private final @Nullable String reasonString;

	private final @Nullable String serverReference;

	@SuppressWarnings("serial")
	private final List<UserProperty> userProperties;

	/**
	 * Create an exception without a reason code.
	 * @param source who ended the connection
	 * @param message what happened
	 * @param cause the cause, or null
	 */
	public MqttDisconnectedException(Source source, String message, @Nullable Throwable cause) {
		this(source, message, null, null, null, List.of(), cause);
	}

	/**
	 * Create an exception.
	 * @param source who ended the connection
	 * @param message what happened
	 * @param reasonCode the reason code of DISCONNECT, or null
	 * @param reasonString the text of DISCONNECT, or null
	 * @param serverReference another server to use, or null
	 * @param userProperties the user properties of DISCONNECT
	 * @param cause the cause, or null
	 */
	public MqttDisconnectedException(Source source, String message, @Nullable ReasonCode reasonCode,
			@Nullable String reasonString, @Nullable String serverReference, List<UserProperty> userProperties,
			@Nullable Throwable cause) {
		super(message, cause);
		this.source = Objects.requireNonNull(source, "source");
		this.reasonCode = reasonCode;
		this.reasonString = reasonString;
		this.serverReference = serverReference;
		this.userProperties = List.copyOf(userProperties);
	}

	/**
	 * Return who ended the connection.
	 * @return the source
	 */
	public Source source() {
		return this.source;
	}

	/**
	 * Return the reason code of DISCONNECT.
	 * @return the reason code, if there was one
	 */
	public Optional<ReasonCode> reasonCode() {
		return Optional.ofNullable(this.reasonCode);
	}

	/**
	 * Return the text of DISCONNECT.
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
	 * Return the user properties of DISCONNECT.
	 * @return an immutable list
	 */
	public List<UserProperty> userProperties() {
		return this.userProperties;
	}

	/**
	 * Who ended a connection.
	 */
	public enum Source {

		/**
		 * The application, by {@code disconnect()} or {@code close()}.
		 */
		USER,

		/**
		 * The client itself, because the broker broke a rule or did not answer.
		 */
		CLIENT,

		/**
		 * The broker, by DISCONNECT.
		 */
		SERVER,

		/**
		 * The network: the connection was closed or reset, or a read or write failed.
		 */
		NETWORK

	}

}
