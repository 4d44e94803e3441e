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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.zmqtt.AckStall;
import io.zmqtt.AckStallPolicy;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeResult;
import io.zmqtt.TopicFilter;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.session.InFlight;
import io.zmqtt.internal.session.SessionEvents;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners and the log what the session has to report. Belongs to the event loop,
 * except for what says otherwise.
 */
final class SessionReports implements SessionEvents {

	private static final Logger logger = LoggerFactory.getLogger(SessionReports.class);

	private final ClientConfig config;

	private final Work work;

	private final ListenerDispatcher listeners;

	private final Consumer<MqttException> reconnect;

	private volatile @Nullable AckStall stall;

	private boolean downgradedLogged;

	private final Births births;

	private final LogLimit unrouted;

	private final LogLimit unknownAcks;

	/**
	 * Create reports.
	 * @param reconnect gives up the present connection for a reason
	 */
	SessionReports(ClientConfig config, Work work, ListenerDispatcher listeners, Consumer<MqttException> reconnect) {
		this(config, work, listeners, reconnect, System::nanoTime);
	}

	SessionReports(ClientConfig config, Work work, ListenerDispatcher listeners, Consumer<MqttException> reconnect,
			LongSupplier clock) {
		this.config = config;
		this.work = work;
		this.listeners = listeners;
		this.reconnect = reconnect;
		this.births = new Births(config.birth());
		this.unrouted = new LogLimit(clock);
		this.unknownAcks = new LogLimit(clock);
	}

	/**
	 * Return what is stalled at present. Any thread may call this.
	 */
	Optional<AckStall> stall() {
		return Optional.ofNullable(this.stall);
	}

	@Override
	public void restored(Map<TopicFilter, ReasonCode> results) {
		SubscribeResult result = new SubscribeResult(new LinkedHashMap<>(results), null, List.of());
		results.forEach((filter, reasonCode) -> {
			if (reasonCode.isFailure()) {
				logger.warn("The broker refuses the subscription to '{}': {}", filter, reasonCode);
			}
		});
		this.listeners.dispatch((listener) -> listener.onSubscriptionsRestored(result));
	}

	@Override
	public void stalled(Delivery head, int behind) {
		String subscription = (head instanceof InboundMessage message) ? message.subscriptionName() : "";
		Duration timeout = Duration.ofNanos(this.config.session().ackStallTimeout());
		AckStall report = new AckStall(subscription, head.topic(), behind, timeout);
		logger.warn(
				"A message on '{}' has not been acknowledged by {} for {} ms or longer and holds back the"
						+ " acknowledgements of {} others. Policy: {}.",
				report.topic(), subscription, timeout.toMillis(), behind, this.config.session().ackStallPolicy());
		if (this.config.session().ackStallPolicy() != AckStallPolicy.RELEASE) {
			this.stall = report;
		}
		this.listeners.dispatch((listener) -> listener.onAckStalled(report));
		if (this.config.session().ackStallPolicy() == AckStallPolicy.RECONNECT) {
			this.reconnect.accept(new MqttDisconnectedException(Source.CLIENT, "A message on '" + report.topic()
					+ "' was not acknowledged for too long; the client connects again", null));
		}
	}

	@Override
	public void unanswered(int filters) {
		this.reconnect
			.accept(new MqttDisconnectedException(Source.CLIENT, "The broker did not answer SUBSCRIBE for " + filters
					+ " filters within " + this.config.operationTimeout().toMillis() + " ms after the connect", null));
	}

	@Override
	public boolean inheritedUnknown(boolean connected) {
		logger.warn("The session is of an earlier process, and the server does not answer PUBREL for packet"
				+ " identifiers that it may hold. It may take a new message of QoS 2 for one of that process.");
		if (!connected || !this.config.reconnect().enabled()) {
			return true;
		}
		// RabbitMQ 3 answers nothing at all after it
		this.reconnect.accept(new MqttDisconnectedException(Source.CLIENT,
				"The broker did not answer PUBREL; the client connects again", null));
		return false;
	}

	@Override
	public void flowing() {
		this.stall = null;
	}

	@Override
	public void unrouted(String topic) {
		this.unrouted.count((since, total) -> logger
			.warn("No subscription wanted a message on '{}'; {} since the last time this was logged", topic, since));
	}

	@Override
	public void unknownAck(PacketType type, int packetId) {
		this.unknownAcks.count((since, total) -> logger.warn(
				"The server sent {} for packet identifier {}, under which nothing is open; {} such packets so far",
				type, packetId, total));
	}

	@Override
	public void downgraded() {
		if (!this.downgradedLogged) {
			this.downgradedLogged = true;
			logger.warn("The server acknowledges messages of QoS 2 with PUBACK, as if they had QoS 1");
		}
	}

	@Override
	public @Nullable InFlight birth() {
		return this.births.next();
	}

	@Override
	public void expireSoon() {
		this.work.expireAt(System.nanoTime());
	}

}
