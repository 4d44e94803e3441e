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

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqtt.AckMode;
import io.zmqtt.MqttMessage;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.session.Counters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the messages of an inbox to one subscriber at a time.
 */
final class MessagePublisher implements Flow.Publisher<MqttMessage> {

	private static final Logger logger = LoggerFactory.getLogger(MessagePublisher.class);

	private final Inbox inbox;

	private final SubscriptionSpec spec;

	private final Executor executor;

	private final Work work;

	private final Counters counters;

	private final Object lock = new Object();

	private volatile @Nullable Feed active;

	/** Who takes over when the active one, which is cancelled, has let go. */
	private @Nullable Feed next;

	MessagePublisher(Inbox inbox, SubscriptionSpec spec, Executor executor, Work work, Counters counters) {
		this.inbox = inbox;
		this.spec = spec;
		this.executor = executor;
		this.work = work;
		this.counters = counters;
	}

	@Override
	public void subscribe(Flow.Subscriber<? super MqttMessage> subscriber) {
		Objects.requireNonNull(subscriber, "subscriber");
		Feed feed = new Feed(subscriber);
		if (this.inbox.isClosed()) {
			feed.refuse(null);
			return;
		}
		boolean accepted;
		boolean queued = false;
		synchronized (this.lock) {
			Feed current = this.active;
			if (current == null) {
				accepted = this.inbox.claim();
				this.active = accepted ? feed : null;
			}
			else {
				accepted = this.next == null && current.cancelled;
				queued = accepted;
				this.next = accepted ? feed : this.next;
			}
		}
		if (!accepted) {
			feed.refuse(new IllegalStateException("The subscription to " + this.spec.filters()
					+ " has a subscriber already, or somebody receives from it"));
		}
		else if (!queued) {
			feed.start();
		}
	}

	/**
	 * Let others take messages.
	 */
	private void end() {
		Feed successor;
		synchronized (this.lock) {
			successor = this.next;
			this.next = null;
			this.active = successor;
			if (successor == null) {
				this.inbox.unclaim();
			}
			else {
				this.inbox.claimEnding(false);
			}
		}
		if (successor != null) {
			SharedExecutor.execute(this.executor, successor::start, this.spec.name());
		}
	}

	/**
	 * There are messages.
	 */
	void arrived() {
		Feed feed = this.active;
		if (feed != null && feed.requested.get() > 0) {
			feed.wake();
		}
	}

	/**
	 * The state of the inbox has changed.
	 */
	void changed() {
		Feed feed = this.active;
		if (feed != null) {
			feed.wake();
		}
	}

	/**
	 * What one subscriber gets. Whoever increments the wakes from zero hands over, or
	 * lets the executor do it. They are above zero before {@code onSubscribe}, and left
	 * so at the end, so that nobody does it too early or too late.
	 */
	private final class Feed implements Flow.Subscription, Runnable {

		private final Flow.Subscriber<? super MqttMessage> subscriber;

		private final AtomicInteger wakes = new AtomicInteger(1);

		private final AtomicLong requested = new AtomicLong();

		private volatile boolean cancelled;

		private volatile boolean misused;

		Feed(Flow.Subscriber<? super MqttMessage> subscriber) {
			this.subscriber = subscriber;
		}

		void start() {
			introduce();
			if (this.cancelled) {
				MessagePublisher.this.end();
			}
			else {
				SharedExecutor.execute(MessagePublisher.this.executor, this, MessagePublisher.this.spec.name());
			}
		}

		/**
		 * Give the subscriber nothing but the end.
		 */
		void refuse(@Nullable Throwable problem) {
			introduce();
			if (!this.cancelled) {
				signalEnd(problem);
			}
		}

		private void introduce() {
			try {
				this.subscriber.onSubscribe(this);
			}
			catch (Throwable ex) {
				failed("onSubscribe", ex);
			}
		}

		@Override
		public void request(long n) {
			if (n > 0) {
				this.requested.accumulateAndGet(n, (before, more) -> {
					long sum = before + more;
					return (sum < 0) ? Long.MAX_VALUE : sum;
				});
			}
			else {
				this.misused = true;
			}
			wake();
		}

		@Override
		public void cancel() {
			this.cancelled = true;
			if (this.wakes.getAndIncrement() == 0) {
				MessagePublisher.this.end();
			}
			else {
				ending();
			}
		}

		private void ending() {
			synchronized (MessagePublisher.this.lock) {
				if (MessagePublisher.this.active == this) {
					MessagePublisher.this.inbox.claimEnding(true);
				}
			}
		}

		void wake() {
			if (this.wakes.getAndIncrement() == 0) {
				SharedExecutor.execute(MessagePublisher.this.executor, this, MessagePublisher.this.spec.name());
			}
		}

		@Override
		public void run() {
			int seen = this.wakes.get();
			while (seen != 0) {
				if (deliverAll()) {
					return;
				}
				seen = this.wakes.addAndGet(-seen);
			}
		}

		/**
		 * Deliver what is there and requested.
		 * @return whether the subscriber has got everything that it ever gets
		 */
		private boolean deliverAll() {
			boolean due = false;
			boolean over = isOver();
			InboundMessage message = over ? null : next();
			while (message != null) {
				if (due) {
					// the subscriber may take its time
					MessagePublisher.this.work.signalAcksSoon();
				}
				due |= deliver(message);
				over = isOver();
				message = over ? null : next();
			}
			if (due) {
				MessagePublisher.this.work.signalAcks();
			}
			return end(over);
		}

		private boolean isOver() {
			return this.cancelled || this.misused || MessagePublisher.this.inbox.isClosed();
		}

		private @Nullable InboundMessage next() {
			long demand = this.requested.get();
			InboundMessage message = (demand > 0) ? MessagePublisher.this.inbox.poll() : null;
			if (message != null && demand != Long.MAX_VALUE) {
				this.requested.getAndUpdate((now) -> (now != Long.MAX_VALUE) ? now - 1 : now);
			}
			return message;
		}

		/**
		 * Deliver a message.
		 * @return whether an acknowledgement is due
		 */
		private boolean deliver(InboundMessage message) {
			AckMode mode = MessagePublisher.this.spec.ackMode();
			boolean due = mode == AckMode.ON_RECEIVE && message.finish(ReasonCode.SUCCESS);
			try {
				this.subscriber.onNext(message);
			}
			catch (Throwable ex) {
				failed("onNext", ex);
			}
			return due || mode == AckMode.AUTO && message.finish(ReasonCode.SUCCESS);
		}

		private boolean end(boolean over) {
			Inbox inbox = MessagePublisher.this.inbox;
			Throwable problem = null;
			if (this.misused) {
				problem = new IllegalArgumentException("The number of requested messages must be above 0 (rule 3.9)");
			}
			else if (!over) {
				problem = inbox.failure();
				if (problem == null || inbox.size() > 0) {
					return false;
				}
			}
			boolean silent = this.cancelled;
			MessagePublisher.this.end();
			if (!silent) {
				signalEnd(problem);
			}
			return true;
		}

		private void signalEnd(@Nullable Throwable problem) {
			try {
				if (problem != null) {
					this.subscriber.onError(problem);
				}
				else {
					this.subscriber.onComplete();
				}
			}
			catch (Throwable ex) {
				failed((problem != null) ? "onError" : "onComplete", ex);
			}
		}

		private void failed(String method, Throwable failure) {
			this.cancelled = true;
			ending();
			MessagePublisher.this.counters.handlerFailures.increment();
			logger.error("{} of the subscriber of {} failed", method, MessagePublisher.this.spec.name(), failure);
		}

	}

}
