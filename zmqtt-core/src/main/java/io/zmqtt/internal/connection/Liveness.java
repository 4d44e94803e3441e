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
package io.zmqtt.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.PingReq;
import io.zmqtt.internal.session.KeepAlive;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that both ends of an accepted connection know that the other is alive, and
 * ends the connection when the peer is not. Belongs to the event loop.
 */
final class Liveness {

	private final Connection connection;

	private final Channel channel;

	private final ConnectionOwner owner;

	private final long pingTimeoutNanos;

	private final long keepAliveNanos;

	private final KeepAlive keepAlive;

	private final Pings pings;

	private @Nullable ScheduledFuture<?> timer;

	private long lastProbe;

	private boolean readSinceTimer;

	private boolean stopped;

	/**
	 * Create it at the moment at which the connection is accepted.
	 * @param keepAliveSeconds the keep-alive in use, 0 for none
	 */
	Liveness(Connection connection, Channel channel, ConnectionOwner owner, int keepAliveSeconds, long pingTimeoutNanos,
			@Nullable MqttClientObserver observer) {
		this.connection = connection;
		this.pings = new Pings(observer);
		this.channel = channel;
		this.owner = owner;
		this.pingTimeoutNanos = pingTimeoutNanos;
		this.keepAliveNanos = TimeUnit.SECONDS.toNanos(keepAliveSeconds);
		long now = System.nanoTime();
		this.keepAlive = new KeepAlive(this.keepAliveNanos, pingTimeoutNanos, now);
		this.lastProbe = now;
		schedule(now);
	}

	void read() {
		this.readSinceTimer = true;
	}

	void written() {
		this.keepAlive.written(System.nanoTime());
	}

	void readingSwitched() {
		this.lastProbe = System.nanoTime();
	}

	/**
	 * Send PINGREQ for the application.
	 */
	void ping(CompletableFuture<Duration> answer) {
		this.pings.sent(System.nanoTime(), answer);
		sendPing();
	}

	void answered() {
		this.pings.answered(System.nanoTime());
	}

	boolean isAwaitingPing() {
		return this.pings.isAwaited();
	}

	private void sendPing() {
		this.connection.send(PingReq.INSTANCE);
		this.connection.flush();
	}

	private void schedule(long now) {
		if (this.keepAliveNanos > 0 && !this.stopped) {
			this.timer = this.channel.eventLoop()
				.schedule(this::check, this.keepAlive.delay(now), TimeUnit.NANOSECONDS);
		}
	}

	private void check() {
		if (this.stopped) {
			return;
		}
		long now = System.nanoTime();
		if (this.readSinceTimer) {
			this.readSinceTimer = false;
			this.keepAlive.read(now);
		}
		boolean suspended = this.owner.isReadSuspended();
		switch (this.keepAlive.decide(now, suspended)) {
			case PING -> {
				this.pings.sent(now, null);
				sendPing();
				if (!suspended) {
					this.keepAlive.pinged(now);
				}
			}
			case DEAD -> {
				this.connection.end(dead(), null);
				return;
			}
			default -> {
			}
		}
		if (suspended && now - this.lastProbe >= this.keepAliveNanos * 3 / 2) {
			// the only way to see that the peer is gone while nothing is read
			this.lastProbe = now;
			this.channel.read();
		}
		schedule(now);
	}

	private MqttDisconnectedException dead() {
		return new MqttDisconnectedException(Source.CLIENT,
				"The broker " + this.connection.server() + " did not answer PINGREQ within "
						+ TimeUnit.NANOSECONDS.toMillis(this.pingTimeoutNanos) + " ms",
				ReasonCode.KEEP_ALIVE_TIMEOUT, null, null, List.of(), null);
	}

	void stop() {
		this.stopped = true;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	/**
	 * The connection is gone.
	 */
	void closed(MqttException cause) {
		stop();
		this.pings.fail(cause);
	}

}
