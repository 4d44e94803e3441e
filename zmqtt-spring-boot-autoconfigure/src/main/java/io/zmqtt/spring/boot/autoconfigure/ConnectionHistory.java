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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttClientListener;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttException;
import io.zmqtt.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what has become of the connections of a client, as far as its health tells of
 * it.
 */
final class ConnectionHistory implements MqttClientListener {

	/**
	 * How many losses within the window make a connection a flapping one.
	 */
	static final int LOSSES = 3;

	static final Duration WINDOW = Duration.ofSeconds(60);

	private final Clock clock;

	/** The latest losses, at most {@link #LOSSES}, guarded by itself. */
	private final Deque<Instant> losses = new ArrayDeque<>();

	private volatile Instant disconnectedSince;

	private volatile @Nullable String clientId;

	private volatile @Nullable ServerAddress server;

	private volatile @Nullable Event lastDisconnect;

	private volatile @Nullable Event lastFailure;

	private volatile @Nullable Instant nextAttempt;

	ConnectionHistory(Clock clock) {
		this.clock = clock;
		this.disconnectedSince = clock.instant();
	}

	@Override
	public void onConnected(ConnectionInfo connection) {
		this.server = connection.server();
		this.clientId = connection.clientId();
		this.nextAttempt = null;
		this.lastFailure = null;
	}

	@Override
	public void onDisconnected(MqttException cause, boolean willReconnect) {
		Instant now = this.clock.instant();
		this.disconnectedSince = now;
		this.lastDisconnect = new Event(now, cause.getMessage());
		if (!isWanted(cause)) {
			synchronized (this.losses) {
				this.losses.addLast(now);
				if (this.losses.size() > LOSSES) {
					this.losses.removeFirst();
				}
			}
		}
	}

	private static boolean isWanted(MqttException cause) {
		return cause instanceof MqttDisconnectedException disconnected
				&& disconnected.source() == MqttDisconnectedException.Source.USER;
	}

	@Override
	public void onConnectFailed(MqttException cause) {
		this.lastFailure = new Event(this.clock.instant(), cause.getMessage());
	}

	@Override
	public void onReconnecting(int attempt, Duration delay, ServerAddress server) {
		this.server = server;
		this.nextAttempt = this.clock.instant().plus(delay);
	}

	@Override
	public void onFailed(MqttException cause) {
		this.nextAttempt = null;
		this.lastFailure = new Event(this.clock.instant(), cause.getMessage());
	}

	Instant disconnectedSince() {
		return this.disconnectedSince;
	}

	@Nullable String clientId() {
		return this.clientId;
	}

	@Nullable ServerAddress server() {
		return this.server;
	}

	/**
	 * Return whether the client has connected or tried to.
	 */
	boolean isBegun() {
		return this.server != null || this.lastFailure != null || this.lastDisconnect != null;
	}

	@Nullable Event lastDisconnect() {
		return this.lastDisconnect;
	}

	/**
	 * Return why the client is not connected, though it was to be.
	 */
	@Nullable Event lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Return when the client tries again, unless that is past.
	 */
	@Nullable Instant nextAttempt() {
		Instant next = this.nextAttempt;
		return (next != null && next.isAfter(this.clock.instant())) ? next : null;
	}

	boolean isFlapping() {
		synchronized (this.losses) {
			return this.losses.size() == LOSSES && !this.losses.getFirst().plus(WINDOW).isBefore(this.clock.instant());
		}
	}

	/**
	 * What has happened.
	 */
	record Event(Instant at, String reason) {

	}

}
