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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscribeException;
import io.zmqtt.MqttSubscription;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.TopicFilter;
import io.zmqtt.TopicTemplate;
import io.zmqtt.spring.event.MqttListenerIdleEvent;
import io.zmqtt.spring.event.MqttSubscriptionFailedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Runs a listener: subscribes when it starts and hands messages over, those of one topic
 * one after the other, and as many at a time as its concurrency says. The threads are
 * those of the client unless the concurrency is above 1 or the factory has an executor.
 * <p>
 * A message is acknowledged when the listener is done with it, whether it has handled the
 * message or what recovers failed ones has taken it.
 * <p>
 * When the application context stops, the subscription stays as it is: the container
 * hands over nothing more and waits for what the listener is doing, and what is not
 * acknowledged comes again if the broker keeps the session. The client, which stops last,
 * tells the broker nothing about it either. When the container alone is
 * {@linkplain #stop() stopped}, what it has received is still handled, so that nothing is
 * left for which the broker waits. All methods are safe for use by any thread, and by the
 * listener itself.
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

	private final ListenerSettings settings;

	private final MessageProcessor processor;

	private final Executor threads;

	private final KeepAlive keepAlive = new KeepAlive();

	private final Lanes lanes;

	/** Guards what follows; never held while the listener runs. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile Mode mode = Mode.STOPPED;

	private volatile boolean paused;

	/** Renewed with each subscribe, so that late answers to earlier ones are known. */
	private volatile Intake intake = new Intake();

	private volatile @Nullable MqttSubscription subscription;

	/** What the broker refused of the last subscribe, unless the client keeps asking. */
	private volatile Map<TopicFilter, ReasonCode> refused = Map.of();

	/** How often messages were left unhandled. */
	private volatile int abandonments;

	private volatile long lastMessage;

	/** Renewed with each start. */
	private volatile Object idleWatch = new Object();

	MqttListenerContainer(ListenerSettings settings, MessageProcessor processor, int limit) {
		this.id = settings.id();
		this.settings = settings;
		this.processor = processor;
		this.threads = ListenerThreads.create(this.id);
		Executor executor = settings.executor();
		if (executor == null && settings.concurrency() > 1) {
			executor = this.threads;
		}
		this.lanes = new Lanes(this.id, this::process, settings.concurrency(), executor, this.threads, limit,
				settings.spec().bufferBytes());
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
		return this.settings.topics();
	}

	/**
	 * Return the highest QoS at which the broker delivers.
	 * @return the quality of service
	 */
	public QoS qos() {
		return this.settings.spec().qos();
	}

	/**
	 * Return how many messages are handled at a time.
	 * @return the concurrency
	 */
	public int concurrency() {
		return this.settings.concurrency();
	}

	/**
	 * Return the client that the listener listens with.
	 * @return the client
	 */
	public MqttClient client() {
		return this.settings.client();
	}

	/**
	 * Return how many messages wait for the listener, or are with it.
	 * @return a number of messages
	 */
	public int pending() {
		MqttSubscription subscription = this.subscription;
		return this.lanes.unfinished() + ((subscription != null) ? subscription.buffered() : 0);
	}

	/**
	 * Return how full the buffer of the subscription is, without what the listener is
	 * dealing with.
	 * @return a number from 0 to 1; above it while a full buffer pushes back
	 */
	public double bufferFill() {
		MqttSubscription subscription = this.subscription;
		return (subscription != null) ? (double) subscription.buffered() / this.settings.spec().bufferSize() : 0;
	}

	/**
	 * Return with how many messages the listener was done since the container was
	 * created, whether it handled them or failed.
	 * @return a number of messages
	 */
	public long handled() {
		return this.processor.handled();
	}

	/**
	 * Return for how many of them the listener failed for good, after all attempts.
	 * @return a number of messages
	 */
	public long failed() {
		return this.processor.failed();
	}

	/**
	 * Return whether the client has subscribed for the listener: the broker has granted
	 * it, or is asked when the client connects.
	 * @return whether it has
	 */
	public boolean isSubscribed() {
		return this.subscription != null;
	}

	/**
	 * Return the filters that the broker has refused when the container asked for them
	 * while the client was connected. The container asks again, so that it hears nothing
	 * at present but may do so later. What was declared before the client connected is in
	 * {@link MqttClient#refusedSubscriptions()} instead.
	 * @return the reason code for each filter, empty if all is well
	 */
	public Map<TopicFilter, ReasonCode> refused() {
		return this.refused;
	}

	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			if (this.mode == Mode.RUNNING) {
				return;
			}
			this.mode = Mode.RUNNING;
			MqttSubscription subscription = this.subscription;
			if (subscription == null || subscription.isClosed()) {
				this.subscription = null;
				this.intake = new Intake();
				subscribe(this.intake, FIRST_RETRY);
			}
			admit();
			watchIdle();
			this.keepAlive.hold();
		}
		catch (RuntimeException ex) {
			this.mode = Mode.STOPPED;
			throw ex;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Stop the delivery to this listener, and wait until it has handled what was received
	 * already, at most for the shutdown timeout. What is left then is acknowledged
	 * unhandled, so that it does not block others; MQTT 5 tells the broker so (0x83). A
	 * container that is paused goes on for that. Called by the listener itself, it does
	 * not wait for the message that the listener handles.
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
				this.keepAlive.release();
				admit();
			}
		}
		finally {
			this.lifecycle.unlock();
		}
		if (this.lanes.awaitIdle(0)) {
			callback.run();
			return;
		}
		boolean own = this.lanes.isCurrent();
		this.threads.execute(() -> {
			try {
				awaitIdle(own);
			}
			finally {
				callback.run();
			}
		});
	}

	private void awaitIdle(boolean own) {
		Runnable wait = () -> {
			if (!this.lanes.awaitIdle(this.settings.shutdownTimeout().toNanos())) {
				logger.warn("Listener '" + this.id + "' is still busy with a message after "
						+ this.settings.shutdownTimeout().toMillis() + " ms");
			}
		};
		if (own) {
			this.lanes.run(wait);
		}
		else {
			wait.run();
		}
	}

	/**
	 * Stop for good, and tell the broker.
	 */
	void remove() {
		end(MqttSubscription::unsubscribeAsync);
	}

	private void end(Consumer<MqttSubscription> action) {
		MqttSubscription subscription;
		Intake intake;
		this.lifecycle.lock();
		try {
			subscription = this.subscription;
			intake = this.intake;
			this.mode = Mode.STOPPED;
			this.keepAlive.release();
			this.paused = false;
			this.intake = new Intake();
			this.subscription = null;
			this.refused = Map.of();
			if (subscription != null) {
				action.accept(subscription);
			}
			admit();
		}
		finally {
			this.lifecycle.unlock();
		}
		if (!awaitRunOut(subscription)) {
			abandon(intake);
		}
	}

	private boolean awaitRunOut(@Nullable MqttSubscription subscription) {
		long deadline = System.nanoTime() + this.settings.shutdownTimeout().toNanos();
		if (!this.lanes.isCurrent()) {
			while (subscription != null && !subscription.isDrained() && !Thread.currentThread().isInterrupted()) {
				if (System.nanoTime() - deadline > 0) {
					return false;
				}
				LockSupport.parkNanos(RUN_OUT_INTERVAL);
			}
			return this.lanes.awaitEmpty(deadline - System.nanoTime());
		}
		return true;
	}

	private void abandon(Intake intake) {
		this.lifecycle.lock();
		try {
			if (this.mode != Mode.STOPPED) {
				// it was started again meanwhile
				return;
			}
			intake.abandoned = true;
			this.abandonments++;
		}
		finally {
			this.lifecycle.unlock();
		}
		logger.warn("Listener '" + this.id + "' has not handled all its messages "
				+ this.settings.shutdownTimeout().toMillis() + " ms after it was stopped; the rest is dropped");
		this.lanes.removeAll().forEach(MqttListenerContainer::reject);
		this.lanes.rouse();
	}

	private static void reject(MqttMessage message) {
		Acknowledgment.reject(message, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
	}

	@Override
	public boolean isRunning() {
		return this.mode == Mode.RUNNING;
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Hand no further message to the listener until {@link #resume()}. The subscription
	 * stays: messages wait in its buffer, and what happens when that is full depends on
	 * the QoS and the overflow policy. What the listener has begun goes on. Since
	 * acknowledgements go out in the order of receipt (MQTT-4.6.0-2), messages of QoS 1
	 * and 2 that wait here hold back those of other listeners of the client: for longer
	 * than a moment {@link #stop()} is the right way. A context that stops and starts
	 * again leaves the container paused; {@link #stop()} ends the pause.
	 */
	public void pause() {
		this.lifecycle.lock();
		try {
			this.paused = true;
			admit();
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Hand messages to the listener again.
	 */
	public void resume() {
		this.lifecycle.lock();
		try {
			this.paused = false;
			admit();
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Return whether the container is paused.
	 * @return whether {@link #pause()} was called last
	 */
	public boolean isPaused() {
		return this.paused;
	}

	/**
	 * Let messages through, or not.
	 */
	private void admit() {
		boolean open = this.mode == Mode.STOPPED || (this.mode == Mode.RUNNING && !this.paused);
		MqttSubscription subscription = this.subscription;
		if (subscription != null && open == subscription.isPaused()) {
			if (open) {
				subscription.resume();
			}
			else {
				subscription.pause();
			}
		}
		if (open) {
			this.lanes.open();
		}
		else if (this.mode == Mode.HOLDING) {
			this.lanes.hold();
		}
		else {
			this.lanes.pause();
		}
	}

	private void subscribe(Intake intake, Duration retryDelay) {
		SubscribeOptions options = this.settings.options();
		CompletableFuture<MqttSubscription> subscribed = (options != null && client() instanceof MqttClientV5 v5)
				? v5.subscribeAsync(this.settings.spec(), options, intake::take)
				: client().subscribeAsync(this.settings.spec(), intake::take);
		subscribed.whenComplete((subscription, ex) -> onSubscribed(intake, retryDelay, subscription, ex));
	}

	private void onSubscribed(Intake intake, Duration retryDelay, @Nullable MqttSubscription subscription,
			@Nullable Throwable ex) {
		this.lifecycle.lock();
		try {
			boolean current = intake == this.intake;
			if (subscription != null) {
				if (current) {
					this.subscription = subscription;
					this.refused = Map.of();
					admit();
				}
				else {
					subscription.detach();
				}
			}
			else if (current && ex != null) {
				retry(intake, retryDelay, unwrap(ex));
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * A failed subscribe is forgotten by the client, and would leave the listener deaf.
	 */
	private void retry(Intake intake, Duration delay, Throwable ex) {
		if (this.mode == Mode.HOLDING) {
			// the client stops as well, and start() subscribes anew
			logger.debug("Listener '" + this.id + "' could not subscribe before it was stopped: " + ex.getMessage());
			return;
		}
		if (!(ex instanceof MqttException)) {
			logger.error("Listener '" + this.id + "' could not subscribe and gives up", ex);
			this.mode = Mode.STOPPED;
			return;
		}
		this.refused = (ex instanceof MqttSubscribeException refused) ? codes(refused) : Map.of();
		String text = "Listener '" + this.id + "' could not subscribe and tries again: " + ex.getMessage();
		if (delay.equals(FIRST_RETRY)) {
			logger.warn(text);
			if (ex instanceof MqttSubscribeException refused) {
				this.threads.execute(() -> publishRefused(refused));
			}
		}
		else {
			logger.debug(text);
		}
		Duration doubled = delay.multipliedBy(2);
		Duration next = (doubled.compareTo(LAST_RETRY) > 0) ? LAST_RETRY : doubled;
		CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, this.threads)
			.execute(() -> subscribeAgain(intake, next));
	}

	private void subscribeAgain(Intake intake, Duration retryDelay) {
		this.lifecycle.lock();
		try {
			if (intake == this.intake && this.mode == Mode.RUNNING) {
				subscribe(intake, retryDelay);
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

	private void process(MqttMessage message) {
		int before = this.abandonments;
		this.processor.process(message, this.lanes, () -> this.abandonments != before);
	}

	// Events

	private void publishRefused(MqttSubscribeException refused) {
		publish(new MqttSubscriptionFailedEvent(client(), this.settings.clientName(), codes(refused)));
	}

	private static Map<TopicFilter, ReasonCode> codes(MqttSubscribeException refused) {
		Map<TopicFilter, ReasonCode> codes = new LinkedHashMap<>();
		refused.failures().forEach((filter, code) -> codes.put(TopicFilter.of(filter), code));
		return Collections.unmodifiableMap(codes);
	}

	private void watchIdle() {
		Duration interval = this.settings.idleInterval();
		if (interval != null) {
			this.lastMessage = System.nanoTime();
			this.idleWatch = new Object();
			watchIdle(this.idleWatch, interval.toNanos(), interval.toNanos());
		}
	}

	private void watchIdle(Object watch, long interval, long delay) {
		CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, this.threads).execute(() -> {
			if (watch == this.idleWatch && this.mode == Mode.RUNNING) {
				long idle = System.nanoTime() - this.lastMessage;
				if (idle >= interval) {
					publish(new MqttListenerIdleEvent(this, this.id, topics(), Duration.ofNanos(idle)));
				}
				watchIdle(watch, interval, (idle >= interval) ? interval : interval - idle);
			}
		});
	}

	private void publish(ApplicationEvent event) {
		ApplicationEventPublisher events = this.settings.events();
		try {
			if (events != null) {
				events.publishEvent(event);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("A listener to " + event + " failed", ex);
		}
	}

	private static Throwable unwrap(Throwable ex) {
		return (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
	}

	@Override
	public String toString() {
		return "MqttListenerContainer[id=" + this.id + ", topics=" + topics() + ", qos=" + qos().value() + ", "
				+ this.mode + (this.paused ? ", paused" : "") + "]";
	}

	/**
	 * What takes the messages of one subscription.
	 */
	private final class Intake {

		private volatile boolean abandoned;

		private void take(MqttMessage message) {
			if (MqttListenerContainer.this.settings.idleInterval() != null) {
				MqttListenerContainer.this.lastMessage = System.nanoTime();
			}
			if (this.abandoned) {
				reject(message);
			}
			else {
				MqttListenerContainer.this.lanes.add(message);
			}
		}

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
		HOLDING

	}

}
