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

package io.zmqtt.spring.listener;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.zmqtt.AckMode;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicTemplate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/**
 * Subscribes for one listener, and hands it the messages one after the other.
 * <p>
 * {@link #stop()} ends the delivery to this listener only: the broker's subscription
 * stays, and messages that come meanwhile are lost for this listener. When the
 * application context stops or pauses the container, messages are left unacknowledged
 * instead, so that they are delivered when it starts again, or, if the broker keeps the
 * session, to the next process. Neither unsubscribes;
 * {@link MqttListenerRegistry#remove(String)} does. Safe for use by any number of
 * threads.
 */
public final class MqttListenerContainer implements SmartLifecycle {

	/**
	 * The phase in which containers start and stop.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

	private static final Duration LAST_RETRY = Duration.ofSeconds(60);

	private static final long RUN_OUT_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private static final Log logger = LogFactory.getLog(MqttListenerContainer.class);

	private final String id;

	private final MqttClient client;

	private final List<TopicTemplate> topics;

	private final SubscriptionSpec spec;

	private final boolean autoStartup;

	private final Duration shutdownTimeout;

	private final MqttMessageHandler listener;

	private final Executor executor;

	/** Guards what follows; never held while the listener runs. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile Mode mode = Mode.STOPPED;

	/** Grows with each subscribe, so that late answers to earlier ones are known. */
	private int generation;

	private @Nullable MqttSubscription subscription;

	/** Held while the listener runs. */
	private final ReentrantLock processing = new ReentrantLock();

	private final Queue<MqttMessage> held = new ArrayDeque<>();

	MqttListenerContainer(String id, MqttClient client, List<TopicTemplate> topics, QoS qos, boolean autoStartup,
			Duration shutdownTimeout, MqttMessageHandler listener) {
		this.id = id;
		this.client = client;
		this.topics = topics;
		this.spec = SubscriptionSpec.of(topics.stream().map(TopicTemplate::filter).toList())
			.withQos(qos)
			.withAckMode(AckMode.MANUAL)
			.withName(id);
		this.autoStartup = autoStartup;
		this.shutdownTimeout = shutdownTimeout;
		this.listener = listener;
		this.executor = new SimpleAsyncTaskExecutor("mqtt-listener-" + id + "-");
	}

	/**
	 * Return the id of the listener.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Return what the listener listens to.
	 * @return an immutable list of at least one
	 */
	public List<TopicTemplate> topics() {
		return this.topics;
	}

	/**
	 * Return the highest QoS at which the broker delivers.
	 * @return the quality of service
	 */
	public QoS qos() {
		return this.spec.qos();
	}

	@Override
	public void start() {
		Mode before;
		this.lifecycle.lock();
		try {
			before = this.mode;
			if (before == Mode.RUNNING) {
				return;
			}
			this.mode = Mode.RUNNING;
			if (this.subscription == null || this.subscription.isClosed()) {
				this.subscription = null;
				subscribe(++this.generation, FIRST_RETRY);
			}
		}
		catch (RuntimeException ex) {
			this.mode = Mode.STOPPED;
			throw ex;
		}
		finally {
			this.lifecycle.unlock();
		}
		if (before == Mode.HOLDING) {
			this.executor.execute(this::processHeld);
		}
	}

	/**
	 * Stop the delivery to this listener, and wait until it has handled what was received
	 * already, at most for the shutdown timeout. What is left then is acknowledged
	 * unhandled, so that it does not block others; MQTT 5 tells the broker so (0x83).
	 * Called by the listener itself, it does not wait.
	 */
	@Override
	public void stop() {
		end(MqttSubscription::detach);
	}

	/**
	 * Stop as part of the application context.
	 */
	@Override
	public void stop(Runnable callback) {
		this.lifecycle.lock();
		try {
			if (this.mode == Mode.RUNNING) {
				this.mode = Mode.HOLDING;
			}
		}
		finally {
			this.lifecycle.unlock();
		}
		if (this.processing.tryLock()) {
			this.processing.unlock();
			callback.run();
			return;
		}
		this.executor.execute(() -> {
			try {
				if (!awaitIdle(this.shutdownTimeout.toNanos())) {
					logger.warn("Listener '" + this.id + "' is still busy with a message after "
							+ this.shutdownTimeout.toMillis() + " ms");
				}
			}
			finally {
				callback.run();
			}
		});
	}

	/**
	 * Stop for good, and tell the broker.
	 */
	void remove() {
		end(MqttSubscription::unsubscribeAsync);
	}

	private void end(Consumer<MqttSubscription> action) {
		Mode before;
		MqttSubscription subscription;
		this.lifecycle.lock();
		try {
			before = this.mode;
			subscription = this.subscription;
			this.mode = Mode.STOPPED;
			this.generation++;
			this.subscription = null;
			if (subscription != null) {
				action.accept(subscription);
			}
		}
		finally {
			this.lifecycle.unlock();
		}
		if (before == Mode.HOLDING) {
			this.executor.execute(this::processHeld);
		}
		if (!this.processing.isHeldByCurrentThread() && !awaitRunOut(subscription)) {
			abandonRest();
		}
	}

	private void abandonRest() {
		this.lifecycle.lock();
		try {
			if (this.mode != Mode.STOPPED) {
				return;
			}
			this.mode = Mode.ABANDONING;
		}
		finally {
			this.lifecycle.unlock();
		}
		logger.warn("Listener '" + this.id + "' has not handled all its messages " + this.shutdownTimeout.toMillis()
				+ " ms after it was stopped; the rest is dropped");
	}

	private boolean awaitRunOut(@Nullable MqttSubscription subscription) {
		long deadline = System.nanoTime() + this.shutdownTimeout.toNanos();
		while (subscription != null && subscription.buffered() > 0 && !Thread.currentThread().isInterrupted()) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			LockSupport.parkNanos(RUN_OUT_INTERVAL);
		}
		return awaitIdle(deadline - System.nanoTime());
	}

	private boolean awaitIdle(long nanos) {
		try {
			if (this.processing.tryLock(nanos, TimeUnit.NANOSECONDS)) {
				this.processing.unlock();
				return true;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	@Override
	public boolean isRunning() {
		return this.mode == Mode.RUNNING;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	private void subscribe(int generation, Duration retryDelay) {
		this.client.subscribeAsync(this.spec, this::onMessage)
			.whenComplete((subscription, ex) -> onSubscribed(generation, retryDelay, subscription, ex));
	}

	private void onSubscribed(int generation, Duration retryDelay, @Nullable MqttSubscription subscription,
			@Nullable Throwable ex) {
		this.lifecycle.lock();
		try {
			boolean current = generation == this.generation;
			if (subscription != null) {
				if (current) {
					this.subscription = subscription;
				}
				else {
					subscription.detach();
				}
			}
			else if (current && ex != null) {
				retry(generation, retryDelay, unwrap(ex));
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * A failed subscribe is forgotten by the client, and would leave the listener deaf.
	 */
	private void retry(int generation, Duration delay, Throwable ex) {
		if (!(ex instanceof MqttException)) {
			logger.error("Listener '" + this.id + "' could not subscribe and gives up", ex);
			this.mode = Mode.STOPPED;
			return;
		}
		String text = "Listener '" + this.id + "' could not subscribe and tries again: " + ex.getMessage();
		if (delay.equals(FIRST_RETRY)) {
			logger.warn(text);
		}
		else {
			logger.debug(text);
		}
		Duration doubled = delay.multipliedBy(2);
		Duration next = (doubled.compareTo(LAST_RETRY) > 0) ? LAST_RETRY : doubled;
		CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this.executor)
			.execute(() -> subscribeAgain(generation, next));
	}

	private void subscribeAgain(int generation, Duration retryDelay) {
		this.lifecycle.lock();
		try {
			if (generation == this.generation) {
				subscribe(generation, retryDelay);
			}
		}
		catch (IllegalStateException ex) {
			logger.debug("Listener '" + this.id + "' subscribes no more: " + ex.getMessage());
			this.mode = Mode.STOPPED;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void onMessage(MqttMessage message) {
		this.processing.lock();
		try {
			if (!this.held.isEmpty()) {
				processHeld();
			}
			if (this.mode != Mode.HOLDING) {
				process(message);
			}
			else if (message.qos() != QoS.AT_MOST_ONCE) {
				// as it is not acknowledged, the receive window bounds it
				this.held.add(message);
			}
		}
		finally {
			this.processing.unlock();
		}
	}

	private void processHeld() {
		this.processing.lock();
		try {
			while (this.mode != Mode.HOLDING && !this.held.isEmpty()) {
				process(this.held.remove());
			}
		}
		finally {
			this.processing.unlock();
		}
	}

	private void process(MqttMessage message) {
		if (this.mode == Mode.ABANDONING) {
			message.ack((this.client.version() == MqttVersion.V5) ? ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR
					: ReasonCode.SUCCESS);
			return;
		}
		try {
			this.listener.handle(message);
		}
		catch (MessageConversionException | MethodArgumentResolutionException ex) {
			// its text and that of its causes may quote the payload
			logger.error("Listener '" + this.id + "' could not take a message of topic '" + message.topic() + "': "
					+ describe(ex));
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.error("Listener '" + this.id + "' failed on a message of topic '" + message.topic() + "'", ex);
		}
		finally {
			message.ack();
		}
	}

	private static String describe(Throwable ex) {
		StringBuilder text = new StringBuilder(ex.getClass().getName());
		for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
			text.append(" caused by ").append(cause.getClass().getName());
		}
		return text.toString();
	}

	private static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

	@Override
	public String toString() {
		return "MqttListenerContainer[id=" + this.id + ", topics=" + this.topics + ", qos=" + qos().value() + ", "
				+ this.mode + "]";
	}

	private enum Mode {

		/**
		 * What was received before is still handled.
		 */
		STOPPED,

		RUNNING,

		/**
		 * The context stops: messages are neither handled nor acknowledged.
		 */
		HOLDING,

		/**
		 * The time to handle what was received is over.
		 */
		ABANDONING

	}

}
