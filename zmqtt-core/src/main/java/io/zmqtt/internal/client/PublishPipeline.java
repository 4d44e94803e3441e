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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import io.netty.channel.EventLoop;
import io.zmqtt.MqttDisconnectedException;
import io.zmqtt.MqttDisconnectedException.Source;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.MqttQueueFullException;
import io.zmqtt.PublishOptions;
import io.zmqtt.PublishProperties;
import io.zmqtt.PublishResult;
import io.zmqtt.QoS;
import io.zmqtt.TopicName;
import io.zmqtt.internal.codec.PacketEncoder;
import io.zmqtt.internal.connection.ClientConfig;
import io.zmqtt.internal.packet.Publish;
import io.zmqtt.internal.packet.PublishPacketProperties;
import io.zmqtt.internal.session.Counters;
import io.zmqtt.internal.session.Session;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of messages from application threads to the session: validated and counted by
 * the caller, queued without a lock, and drained in batches on the event loop.
 */
final class PublishPipeline implements PublishFuture.Owner {

	/**
	 * What a PUBLISH may have beyond its payload: topic and properties.
	 */
	private static final int LARGEST_PAYLOAD = 268_435_455 - 2 * 65_540;

	private static final Logger logger = LoggerFactory.getLogger(PublishPipeline.class);

	private static final VarHandle SCHEDULED;

	static {
		try {
			SCHEDULED = MethodHandles.lookup().findVarHandle(PublishPipeline.class, "scheduled", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ClientConfig config;

	private final EventLoop loop;

	private final Session session;

	private final Completions completions;

	private final Work work;

	private final Counters counters;

	private final @Nullable MqttClientObserver observer;

	private final int timeoutMillis;

	private final Budget budget;

	private final PublishQueue queue;

	private final Runnable drain = this::drain;

	private final PublishFuture.Owner blocking = new BlockingOwner();

	private volatile boolean scheduled;

	private volatile @Nullable MqttException refusal;

	private volatile boolean closed;

	/**
	 * The topic that was found valid last. Threads may see different ones, which is
	 * harmless.
	 */
	private @Nullable String lastTopic;

	private int releasedMessages;

	private long releasedBytes;

	PublishPipeline(ClientConfig config, EventLoop loop, Session session, Completions completions, Work work) {
		this.config = config;
		this.loop = loop;
		this.session = session;
		this.completions = completions;
		this.work = work;
		this.counters = session.counters();
		this.observer = config.observer();
		this.timeoutMillis = millis(config.operationTimeout());
		this.budget = new Budget(config.maxPendingPublishes() + config.session().maxInflight(),
				config.maxPendingBytes());
		this.queue = new PublishQueue(this);
	}

	/**
	 * Refuse further messages, or take them again.
	 */
	void refuse(@Nullable MqttException refusal) {
		this.refusal = refusal;
	}

	/**
	 * Take no more messages for good.
	 */
	void close() {
		this.closed = true;
	}

	@Nullable RuntimeException findRefusal() {
		return this.closed ? closedFailure() : this.refusal;
	}

	/**
	 * Return how to end what was submitted before and comes too late.
	 */
	@Nullable MqttException findEnd() {
		return this.closed ? givenUp() : this.refusal;
	}

	private static IllegalStateException closedFailure() {
		return new IllegalStateException("The client is closed");
	}

	private static MqttDisconnectedException givenUp() {
		return new MqttDisconnectedException(Source.USER, "The client was closed", null);
	}

	CompletableFuture<PublishResult> publishAsync(String topic, byte[] payload, PublishOptions options,
			PublishProperties properties) {
		PublishFuture message = create(this, topic, payload, options, properties,
				(this.observer != null) ? System.nanoTime() : PublishFuture.UNKNOWN);
		RuntimeException problem = findRefusal();
		if (problem != null) {
			this.counters.failedPublishes.increment();
			message.completeExceptionally(problem);
		}
		else if (this.budget.tryAcquire(message.weight())) {
			submit(message);
		}
		else {
			this.counters.failedPublishes.increment();
			message.completeExceptionally(queueFull());
		}
		return message;
	}

	PublishResult publish(String topic, byte[] payload, PublishOptions options, PublishProperties properties) {
		PublishFuture message = create(this.blocking, topic, payload, options, properties, System.nanoTime());
		RuntimeException problem = findRefusal();
		if (problem != null) {
			this.counters.failedPublishes.increment();
			throw problem;
		}
		try {
			if (!this.budget.acquire(message.weight(), message.deadline() - System.nanoTime())) {
				this.counters.failedPublishes.increment();
				throw message.timeout(false);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttInterruptedException("publish", ex);
		}
		submit(message);
		return Blocking.await(message, "publish", timeout(options));
	}

	/**
	 * Take room for a message that is made later.
	 */
	boolean tryAcquire(int weight) {
		return this.budget.tryAcquire(weight);
	}

	/**
	 * Take room for a message that is made later, waiting for it.
	 * @return whether there was room in time
	 */
	boolean acquire(int weight, long nanos) throws InterruptedException {
		return this.budget.acquire(weight, nanos);
	}

	/**
	 * Check what every message has.
	 */
	void check(String topic, byte[] payload) {
		if (topic != this.lastTopic) {
			this.lastTopic = TopicName.requireValid(topic);
		}
		checkPayload(payload);
	}

	static void checkPayload(byte[] payload) {
		if (payload.length > LARGEST_PAYLOAD) {
			throw new IllegalArgumentException(
					"Payload must be at most " + LARGEST_PAYLOAD + " bytes, not " + payload.length);
		}
	}

	/**
	 * Make a message.
	 * @param now the present time, or {@link PublishFuture#UNKNOWN} if its time shall
	 * begin when the event loop takes it, which saves a look at the clock
	 */
	PublishFuture create(PublishFuture.Owner owner, String topic, byte[] payload, PublishOptions options,
			PublishProperties properties, long now) {
		check(topic, payload);
		PublishPacketProperties packetProperties = PublishPacketProperties.of(properties);
		byte flags = Publish.flags(options.qos(), options.retain(), false);
		if (packetProperties != PublishPacketProperties.NONE) {
			// throws if the packet would be larger than any may be
			PacketEncoder.publishSize(topic, flags, packetProperties, payload.length, this.config.version());
		}
		int millis = (options.timeout() != null) ? millis(timeout(options)) : this.timeoutMillis;
		return new PublishFuture(owner, topic, payload, packetProperties, flags, now, millis);
	}

	private static int millis(Duration timeout) {
		return (int) Math.min(Integer.MAX_VALUE, timeout.plusNanos(999_999).toMillis());
	}

	private Duration timeout(PublishOptions options) {
		Duration timeout = options.timeout();
		return (timeout != null) ? Timeouts.limit(timeout) : this.config.operationTimeout();
	}

	MqttQueueFullException queueFull() {
		return new MqttQueueFullException("Too many messages are pending: " + this.budget.messages() + " messages, "
				+ this.budget.bytes() + " bytes; the limits are " + this.config.maxPendingPublishes() + " and "
				+ this.config.maxPendingBytes());
	}

	private void submit(PublishFuture message) {
		this.queue.add(message);
		schedule(message);
		if (this.closed) {
			// it may have come too late for the event loop to end it
			message.completeExceptionally(givenUp());
		}
	}

	private void schedule(@Nullable PublishFuture message) {
		if (!this.scheduled && SCHEDULED.compareAndSet(this, false, true)) {
			try {
				this.loop.execute(this.drain);
			}
			catch (RejectedExecutionException ex) {
				// the client was closed, and the event loops with it
				this.scheduled = false;
				if (message != null) {
					message.completeExceptionally(givenUp());
				}
			}
		}
	}

	private void drain() {
		this.scheduled = false;
		this.work.run(this::drainQueue);
		if (!this.queue.isEmpty()) {
			// somebody adds a message at this moment, and may have seen the flag while it
			// was still set
			schedule(null);
		}
	}

	/**
	 * End what was submitted while the client was closed.
	 */
	void drainRest() {
		drainQueue();
	}

	private void drainQueue() {
		PublishFuture message = this.queue.poll();
		long now = (message != null) ? System.nanoTime() : 0;
		while (message != null) {
			message.taken(now);
			take(message);
			message = this.queue.poll();
		}
	}

	/**
	 * Give a message to the session. Its room has been taken.
	 */
	void take(PublishFuture message) {
		MqttException problem = findEnd();
		if (problem != null) {
			released(message);
			message.fail(problem);
		}
		else if (message.isDone()) {
			released(message);
		}
		else {
			try {
				this.session.publish(message);
				this.work.expireAt(Math.min(message.deadline(), message.expiresAt()));
			}
			catch (RuntimeException ex) {
				logger.error("A message could not be published", ex);
				released(message);
				message.fail(new IllegalStateException("The message could not be published", ex));
			}
		}
	}

	// What messages do at their end, on the event loop

	@Override
	public void released(PublishFuture message) {
		released(message.weight());
	}

	void released(int weight) {
		this.releasedMessages++;
		this.releasedBytes += weight;
		this.work.touch();
	}

	/**
	 * Count a message that has ended, and tell of it.
	 */
	void ended(PublishFuture message, @Nullable Throwable failure) {
		if (failure == null) {
			this.counters.published[(message.flags() >> 1) & 3].add(1);
			this.counters.publishedBytes.add(message.weight());
		}
		else {
			this.counters.failedPublishes.increment();
		}
		MqttClientObserver observer = this.observer;
		if (observer != null) {
			observer.onPublished(QoS.of(message.qos()), System.nanoTime() - message.submitted(), failure);
		}
	}

	@Override
	public void complete(PublishFuture message, PublishResult result) {
		ended(message, null);
		this.completions.complete(message, result);
		this.work.touch();
	}

	@Override
	public void fail(PublishFuture message, RuntimeException failure) {
		ended(message, failure);
		this.completions.fail(message, failure);
		this.work.touch();
	}

	/**
	 * Give back the room of all messages that have ended since the last call.
	 */
	void flush() {
		if (this.releasedMessages > 0) {
			this.budget.release(this.releasedMessages, this.releasedBytes);
			this.releasedMessages = 0;
			this.releasedBytes = 0;
		}
	}

	int pendingMessages() {
		return this.budget.messages();
	}

	long pendingBytes() {
		return this.budget.bytes();
	}

	/**
	 * Completes messages that a thread waits for in {@code publish()} on the event loop:
	 * nothing else hangs on them, and the threads of the completion executor may all wait
	 * like that one.
	 */
	private final class BlockingOwner implements PublishFuture.Owner {

		@Override
		public void released(PublishFuture message) {
			PublishPipeline.this.released(message);
		}

		@Override
		public void complete(PublishFuture message, PublishResult result) {
			ended(message, null);
			message.complete(result);
			PublishPipeline.this.work.touch();
		}

		@Override
		public void fail(PublishFuture message, RuntimeException failure) {
			ended(message, failure);
			message.completeExceptionally(failure);
			PublishPipeline.this.work.touch();
		}

	}

}
