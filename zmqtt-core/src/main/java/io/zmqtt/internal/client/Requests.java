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

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.zmqtt.ConnectionInfo;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttQueueFullException;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.QoS;
import io.zmqtt.RequestOptions;
import io.zmqtt.internal.connection.RequestConfig;
import io.zmqtt.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a client and the replies to them. A request is published once the reply
 * topic is subscribed to, and ends by its reply, its deadline or a failure. What is not
 * called by the application belongs to the event loop.
 */
final class Requests {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int CORRELATION_LENGTH = 2 * Long.BYTES;

	private final ClientCore core;

	private final Session session;

	private final PublishPipeline pipeline;

	private final Completions completions;

	private final RequestConfig config;

	private final ReplyTopicNames names;

	private final Semaphore room;

	/**
	 * Tells the replies to this client's requests from those to an earlier one with the
	 * same topic, and cannot be guessed.
	 */
	private final long clientPart = RANDOM.nextLong();

	private long lastNumber;

	private final Map<Long, PendingRequest> open = new LinkedHashMap<>();

	/**
	 * Open requests that wait for a connection with a reply topic.
	 */
	private final Set<PendingRequest> waiting = new LinkedHashSet<>();

	private String name = "";

	private @Nullable ReplyTopic current;

	Requests(ClientCore core, Session session, PublishPipeline pipeline, Completions completions) {
		this.core = core;
		this.session = session;
		this.pipeline = pipeline;
		this.completions = completions;
		this.config = core.config().requests();
		this.names = new ReplyTopicNames(this.config.replyTopicPrefix(), RANDOM);
		this.room = new Semaphore(this.config.maximumPending());
	}

	// The application's side

	MqttMessage request(String topic, byte[] payload, RequestOptions options) {
		Blocking.check("request");
		PendingRequest request = create(topic, payload, options, true);
		RuntimeException problem = this.pipeline.findRefusal();
		if (problem != null) {
			throw problem;
		}
		try {
			acquire(request);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttInterruptedException("request", ex);
		}
		submit(request);
		return Blocking.await(request, "request", request.timeout());
	}

	private void acquire(PendingRequest request) throws InterruptedException {
		if (!this.room.tryAcquire(request.left(), TimeUnit.NANOSECONDS)) {
			throw request.timedOut(false,
					"it was not sent, because " + this.config.maximumPending() + " requests are pending");
		}
		boolean acquired = false;
		try {
			acquired = this.pipeline.acquire(request.weight(), request.left());
		}
		finally {
			if (!acquired) {
				this.room.release();
			}
		}
		if (!acquired) {
			throw request.timedOut(false, "it was not sent, because too many messages are pending");
		}
	}

	CompletableFuture<MqttMessage> requestAsync(String topic, byte[] payload, RequestOptions options) {
		PendingRequest request = create(topic, payload, options, false);
		RuntimeException problem = this.pipeline.findRefusal();
		if (problem == null && !this.room.tryAcquire()) {
			problem = new MqttQueueFullException(
					"Too many requests are pending: the limit is " + this.config.maximumPending());
		}
		else if (problem == null && !this.pipeline.tryAcquire(request.weight())) {
			this.room.release();
			problem = this.pipeline.queueFull();
		}
		if (problem != null) {
			request.decided();
			request.completeExceptionally(problem);
		}
		else {
			submit(request);
		}
		return request;
	}

	private PendingRequest create(String topic, byte[] payload, RequestOptions options, boolean blocking) {
		this.pipeline.check(topic, payload);
		Duration timeout = options.timeout();
		return new PendingRequest(this, this.pipeline, topic, payload, options,
				(timeout != null) ? Timeouts.limit(timeout) : this.config.timeout(), blocking);
	}

	private void submit(PendingRequest request) {
		boolean accepted = this.core.work().tryExecute(() -> start(request));
		if (!accepted) {
			request.decided();
			request.completeExceptionally(new IllegalStateException("The client is closed"));
		}
	}

	/**
	 * The application has completed or cancelled the future itself.
	 */
	void givenUp(PendingRequest request) {
		this.core.work().tryExecute(() -> end(request));
	}

	// Requests, on the event loop

	private void start(PendingRequest request) {
		request.number(++this.lastNumber);
		this.open.put(request.number(), request);
		MqttException problem = this.pipeline.findEnd();
		if (problem != null) {
			fail(request, problem);
		}
		else if (request.options().qos() == QoS.AT_MOST_ONCE && !this.core.state().isConnected()) {
			fail(request, new MqttDisconnectedException(Source.NETWORK,
					"The request of QoS 0 to '" + request.topic() + "' was not sent: there is no connection", null));
		}
		else {
			this.core.work().expireAt(request.deadline());
			this.waiting.add(request);
			proceed();
		}
	}

	/**
	 * Publish what waits, or see to it that it can be published.
	 */
	private void proceed() {
		if (this.waiting.isEmpty() || !this.core.state().isConnected()) {
			return;
		}
		ReplyTopic topic = this.current;
		if (topic == null) {
			topic = new ReplyTopic(this.core, this, this.name);
			this.current = topic;
			this.session.subscribe(new ReplySubscribe(topic, this), true);
		}
		else if (topic.isReady()) {
			List<PendingRequest> requests = List.copyOf(this.waiting);
			this.waiting.clear();
			for (PendingRequest request : requests) {
				publish(request, topic);
			}
		}
	}

	private void publish(PendingRequest request, ReplyTopic topic) {
		request.replyTopic(topic);
		topic.use();
		long left = Math.max(1, request.left());
		PublishFuture message;
		try {
			message = this.pipeline.create(request, request.topic(), request.payload(),
					new PublishOptions(request.options().qos(), false, Duration.ofNanos(left)),
					properties(request, topic, left), System.nanoTime());
		}
		catch (IllegalArgumentException ex) {
			// with its properties it is larger than any packet may be
			fail(request, ex);
			return;
		}
		request.message(message);
		this.pipeline.take(message);
	}

	private PublishProperties properties(PendingRequest request, ReplyTopic topic, long left) {
		PublishProperties properties = request.options().properties();
		PublishProperties.Builder builder = properties.toBuilder()
			.responseTopic(topic.name())
			.correlationData(
					ByteBuffer.allocate(CORRELATION_LENGTH).putLong(this.clientPart).putLong(request.number()).array());
		if (properties.messageExpiryInterval().isEmpty()) {
			builder.messageExpiryInterval(Math.min(0xFFFF_FFFFL, (left - 1) / TimeUnit.SECONDS.toNanos(1) + 1));
		}
		return builder.build();
	}

	void received(MqttMessage reply) {
		PendingRequest request = find(reply.properties().correlationData().orElse(null));
		if (request == null) {
			this.core.counters().lateReplies.increment();
		}
		else if (end(request)) {
			request.decided();
			if (request.isBlocking()) {
				request.complete(reply);
			}
			else {
				this.completions.complete(request, reply);
			}
			this.core.work().touch();
		}
	}

	private @Nullable PendingRequest find(byte @Nullable [] correlationData) {
		if (correlationData == null || correlationData.length != CORRELATION_LENGTH) {
			return null;
		}
		ByteBuffer buffer = ByteBuffer.wrap(correlationData);
		return (buffer.getLong() == this.clientPart) ? this.open.get(buffer.getLong()) : null;
	}

	void fail(PendingRequest request, RuntimeException failure) {
		if (end(request)) {
			request.decided();
			if (request.isBlocking()) {
				request.completeExceptionally(failure);
			}
			else {
				this.completions.fail(request, failure);
			}
			this.core.work().touch();
		}
	}

	/**
	 * Forget a request.
	 * @return whether it was still open
	 */
	private boolean end(PendingRequest request) {
		if (this.open.remove(request.number()) == null) {
			return false;
		}
		this.room.release();
		this.waiting.remove(request);
		PublishFuture message = request.message();
		if (message != null) {
			// if it was not written yet it need not be
			message.cancel(false);
		}
		else {
			this.pipeline.released(request.weight());
		}
		ReplyTopic topic = request.replyTopic();
		if (topic != null) {
			topic.leave();
			leaveIfUnused(topic);
		}
		else if (this.current != null) {
			leaveIfUnused(this.current);
		}
		return true;
	}

	/**
	 * End all requests.
	 */
	void end(MqttException cause) {
		failAll(List.copyOf(this.open.values()), cause);
	}

	private void failAll(List<PendingRequest> requests, RuntimeException failure) {
		requests.forEach((request) -> fail(request, failure));
	}

	/**
	 * End the requests whose deadline has passed.
	 * @return the earliest deadline that is still to come, or {@link Long#MAX_VALUE}
	 */
	long expire(long now) {
		if (this.open.isEmpty()) {
			return Long.MAX_VALUE;
		}
		long earliest = Long.MAX_VALUE;
		for (PendingRequest request : List.copyOf(this.open.values())) {
			if (request.deadline() - now <= 0) {
				fail(request, request.timedOut());
			}
			else {
				earliest = Math.min(earliest, request.deadline());
			}
		}
		return earliest;
	}

	/**
	 * Return whether a reply is waited for.
	 */
	boolean isAwaiting() {
		return !this.open.isEmpty();
	}

	// The reply topic

	/**
	 * There is a connection, and the subscriptions are being made again. If the reply
	 * topic has changed, requests that carry the old one go on waiting for it.
	 */
	void connected(ConnectionInfo connection) {
		this.name = this.names.of(connection);
		ReplyTopic topic = this.current;
		if (topic != null && !topic.name().equals(this.name)) {
			this.current = null;
			leaveIfUnused(topic);
		}
		proceed();
	}

	/**
	 * Unsubscribe from a topic that nobody needs any more: an old one without requests,
	 * or one that is not granted while no request waits for it.
	 */
	private void leaveIfUnused(ReplyTopic topic) {
		boolean needed = topic.isUsed() || topic == this.current && (topic.isReady() || !this.waiting.isEmpty());
		if (!needed) {
			if (topic == this.current) {
				this.current = null;
			}
			PendingUnsubscribe operation = new PendingUnsubscribe(List.of(), new CompletableFuture<>(),
					this.core.config().operationTimeout());
			this.core.work().expireAt(operation.deadline());
			this.session.unsubscribe(topic, topic.filters(), operation);
		}
	}

	void granted(ReplyTopic topic) {
		topic.ready();
		proceed();
	}

	/**
	 * The subscription was not made. The next request tries again.
	 */
	void refused(ReplyTopic topic, RuntimeException failure) {
		if (topic == this.current) {
			this.current = null;
			failAll(List.copyOf(this.waiting), failure);
		}
	}

	/**
	 * The subscription was not made again after a connect.
	 */
	void lost(ReplyTopic topic, MqttException failure) {
		if (topic == this.current) {
			this.current = null;
		}
		// later, because the session is looking at its subscriptions
		this.core.work().execute(() -> this.session.unsubscribe(topic, topic.filters(), null));
		// which is why the last of its requests must not unsubscribe
		topic.use();
		failAll(this.open.values().stream().filter((request) -> request.replyTopic() == topic).toList(), failure);
	}

}
