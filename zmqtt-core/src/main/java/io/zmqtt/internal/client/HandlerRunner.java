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

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqtt.AckMode;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.session.Counters;
import io.zmqtt.spi.MqttClientObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the handler of a subscription for one message after the other on an executor.
 */
final class HandlerRunner implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(HandlerRunner.class);

	private final Inbox inbox;

	private final MqttMessageHandler handler;

	private final SubscriptionSpec spec;

	private final Executor executor;

	private final Work work;

	private final Counters counters;

	private final @Nullable MqttClientObserver observer;

	private final AtomicInteger wakes = new AtomicInteger();

	private volatile boolean stopped;

	private volatile boolean paused;

	private volatile boolean abandoned;

	HandlerRunner(Inbox inbox, MqttMessageHandler handler, SubscriptionSpec spec, Executor executor, Work work,
			Counters counters, @Nullable MqttClientObserver observer) {
		this.observer = observer;
		this.inbox = inbox;
		this.handler = handler;
		this.spec = spec;
		this.executor = executor;
		this.work = work;
		this.counters = counters;
	}

	/**
	 * There are messages.
	 */
	void wake() {
		if (this.wakes.getAndIncrement() == 0) {
			SharedExecutor.execute(this.executor, this, this.spec.name());
		}
	}

	/**
	 * Acknowledge further messages without handling them.
	 */
	void abandon() {
		this.abandoned = true;
		wake();
	}

	/**
	 * Hand over no further message.
	 */
	void stop() {
		this.stopped = true;
	}

	/**
	 * Leave further messages in the buffer.
	 */
	void pause() {
		this.paused = true;
	}

	/**
	 * Go on with what is in the buffer.
	 */
	void resume() {
		this.paused = false;
		wake();
	}

	/**
	 * Return whether messages are being handled, or are to be soon.
	 */
	boolean isActive() {
		return this.wakes.get() != 0;
	}

	boolean isPaused() {
		return this.paused;
	}

	@Override
	public void run() {
		int seen = this.wakes.get();
		while (seen != 0) {
			handleAll();
			seen = this.wakes.addAndGet(-seen);
		}
	}

	private void handleAll() {
		boolean due = false;
		InboundMessage message = next();
		while (message != null) {
			if (due) {
				// the handler may take its time
				this.work.signalAcksSoon();
			}
			due |= take(message);
			message = next();
		}
		if (due) {
			this.work.signalAcks();
		}
	}

	private @Nullable InboundMessage next() {
		return (this.stopped || this.paused) ? null : this.inbox.poll();
	}

	/**
	 * Handle a message.
	 * @return whether an acknowledgement is due
	 */
	private boolean take(InboundMessage message) {
		if (this.abandoned) {
			return message.abandon();
		}
		boolean due = this.spec.ackMode() == AckMode.ON_RECEIVE && message.finish(ReasonCode.SUCCESS);
		handle(message);
		return due || this.spec.ackMode() == AckMode.AUTO && message.finish(ReasonCode.SUCCESS);
	}

	private void handle(InboundMessage message) {
		MqttClientObserver observer = this.observer;
		long start = (observer != null) ? System.nanoTime() : 0;
		Throwable failure = null;
		try {
			this.handler.handle(message);
		}
		catch (Throwable ex) {
			// whatever it is, the next message is handled
			failure = ex;
			failed(message, ex);
		}
		if (observer != null) {
			observer.onHandled(this.spec.name(), System.nanoTime() - start, failure);
		}
	}

	private void failed(InboundMessage message, Throwable failure) {
		this.counters.handlerFailures.increment();
		logger.error("The handler of {} failed for a message on '{}'", this.spec.name(), message.topic(), failure);
	}

}
