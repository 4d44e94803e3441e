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

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.zmqtt.AckMode;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.OverflowPolicy;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.internal.session.Counters;
import org.jspecify.annotations.Nullable;

/**
 * The bounded buffer of a subscription. The event loop offers messages and hands them
 * over in batches; one thread at a time takes them.
 */
final class Inbox {

	/**
	 * How many bytes of QoS 0 a full buffer takes while the socket has to be read all the
	 * same.
	 */
	private static final long SUSPEND_BACKLOG = 8L * 1024 * 1024;

	private static final int FIRST_BATCH = 8;

	private static final int LARGEST_IDLE_BATCH = 256;

	private final SubscriptionSpec spec;

	private final Work work;

	private final InboundFlow flow;

	private final Counters counters;

	private final MessageQueue queue;

	private final AtomicLong taken = new AtomicLong();

	private final AtomicLong takenBytes = new AtomicLong();

	private final ReentrantLock taking = new ReentrantLock();

	private InboundMessage @Nullable [] batch;

	private int batchSize;

	private int nextBatchLength = FIRST_BATCH;

	private long offered;

	private volatile long handedOver;

	private volatile long handedOverBytes;

	private long offeredBytes;

	private long bytesWhenFull;

	private volatile boolean full;

	private volatile boolean roomSignalled;

	private volatile @Nullable Thread waiter;

	private volatile @Nullable MqttException failure;

	private volatile boolean closed;

	private volatile boolean abandoning;

	Inbox(SubscriptionSpec spec, Work work, InboundFlow flow, Counters counters) {
		this.spec = spec;
		this.work = work;
		this.flow = flow;
		this.counters = counters;
		this.queue = (spec.overflow() == OverflowPolicy.DROP_OLDEST) ? new MessageQueue.Droppable()
				: new MessageQueue.Batches();
	}

	int size() {
		return (int) Math.max(0, this.handedOver - this.taken.get());
	}

	// On the event loop

	/**
	 * Take a message into the batch.
	 * @return whether it is the first of the batch
	 */
	boolean offer(InboundMessage message) {
		int weight = message.weight();
		long count = this.offered - this.taken.get();
		if (message.qosValue() == 0) {
			if (!admit(count, weight)) {
				this.counters.dropped.increment();
				return false;
			}
		}
		else if (this.spec.ackMode() == AckMode.ON_RECEIVE && fits(count, weight)) {
			message.finish(ReasonCode.SUCCESS);
		}
		InboundMessage[] messages = this.batch;
		if (messages == null) {
			messages = new InboundMessage[this.nextBatchLength];
			this.batch = messages;
		}
		else if (this.batchSize == messages.length) {
			messages = Arrays.copyOf(messages, messages.length * 2);
			this.batch = messages;
		}
		messages[this.batchSize++] = message;
		this.offered++;
		this.offeredBytes += weight;
		return this.batchSize == 1;
	}

	private boolean fits(long count, int weight) {
		return count < this.spec.bufferSize()
				&& (count <= 0 || this.offeredBytes - this.takenBytes.get() + weight <= this.spec.bufferBytes());
	}

	private boolean admit(long count, int weight) {
		if (fits(count, weight)) {
			return true;
		}
		long bytes = this.offeredBytes - this.takenBytes.get();
		return switch (this.spec.overflow()) {
			case DROP_NEWEST -> false;
			case DROP_OLDEST -> dropOldest(weight);
			case SUSPEND -> {
				if (!this.full) {
					this.bytesWhenFull = bytes;
					becomeFull();
				}
				yield bytes + weight - this.bytesWhenFull <= SUSPEND_BACKLOG;
			}
		};
	}

	private boolean dropOldest(int weight) {
		handOver();
		while (!fits(this.offered - this.taken.get(), weight)) {
			InboundMessage oldest = this.queue.removeOldest();
			if (oldest == null) {
				return false;
			}
			this.counters.dropped.increment();
			this.offered--;
			this.offeredBytes -= oldest.weight();
			this.handedOverBytes = this.offeredBytes;
			this.handedOver = this.offered;
		}
		return true;
	}

	private void becomeFull() {
		this.full = true;
		this.roomSignalled = false;
		this.flow.full();
		signalRoom();
	}

	private void roomAgain() {
		if (this.full) {
			this.full = false;
			this.flow.room();
		}
	}

	/**
	 * Hand the batch over to whoever takes messages.
	 */
	void handOver() {
		InboundMessage[] messages = this.batch;
		if (messages == null || this.batchSize == 0) {
			return;
		}
		this.queue.add(messages, this.batchSize);
		this.handedOverBytes = this.offeredBytes;
		this.handedOver = this.offered;
		this.nextBatchLength = Math.max(FIRST_BATCH, Math.min(LARGEST_IDLE_BATCH, this.batchSize));
		this.batch = null;
		this.batchSize = 0;
		Thread thread = this.waiter;
		if (thread != null) {
			LockSupport.unpark(thread);
		}
		if (this.abandoning) {
			abandonRest();
		}
	}

	// By the taker

	/**
	 * Take the next message that is to be handed over. Only one thread at a time may call
	 * this.
	 */
	@Nullable InboundMessage poll() {
		while (true) {
			InboundMessage message = this.queue.poll();
			if (message == null) {
				return null;
			}
			// there is one taker at a time, so that no atomic addition is needed
			this.taken.lazySet(this.taken.getPlain() + 1);
			this.takenBytes.lazySet(this.takenBytes.getPlain() + message.weight());
			if (this.full) {
				signalRoom();
			}
			message.handOver();
			if (!message.isRepeated()) {
				return message;
			}
			this.counters.discarded.increment();
			message.discard();
		}
	}

	private void signalRoom() {
		if (!this.roomSignalled && size() <= this.spec.bufferSize() / 2
				&& this.handedOverBytes - this.takenBytes.get() <= this.spec.bufferBytes() / 2) {
			this.roomSignalled = true;
			this.work.tryExecute(this::roomAgain);
		}
	}

	/**
	 * Wait for the next message.
	 * @param nanos how long, negative for ever
	 * @return the message, or null if there was none in time or the inbox is closed
	 */
	@Nullable InboundMessage take(long nanos) {
		long deadline = System.nanoTime() + nanos;
		try {
			if (nanos < 0) {
				this.taking.lockInterruptibly();
			}
			else if (!this.taking.tryLock(nanos, TimeUnit.NANOSECONDS)) {
				return null;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MqttInterruptedException("receive", ex);
		}
		try {
			return await(nanos, deadline);
		}
		finally {
			this.waiter = null;
			this.taking.unlock();
			if (this.abandoning) {
				abandonRest();
			}
		}
	}

	private @Nullable InboundMessage await(long nanos, long deadline) {
		this.waiter = Thread.currentThread();
		while (!this.closed) {
			InboundMessage message = poll();
			if (message != null) {
				return message;
			}
			MqttException problem = this.failure;
			if (problem != null) {
				throw problem;
			}
			if (nanos < 0) {
				LockSupport.park(this);
			}
			else {
				long left = deadline - System.nanoTime();
				if (left <= 0) {
					return null;
				}
				LockSupport.parkNanos(this, left);
			}
			if (Thread.interrupted()) {
				Thread.currentThread().interrupt();
				throw new MqttInterruptedException("receive", new InterruptedException());
			}
		}
		return null;
	}

	// The end

	void interrupted(@Nullable MqttException problem) {
		this.failure = problem;
		wakeTaker();
	}

	/**
	 * End the waits of takers.
	 * @param abandon whether to acknowledge what is left, because the connection lives on
	 */
	void close(boolean abandon) {
		this.closed = true;
		this.abandoning = abandon;
		wakeTaker();
		if (abandon) {
			abandonRest();
		}
		this.work.tryExecute(this::roomAgain);
	}

	private void wakeTaker() {
		Thread thread = this.waiter;
		if (thread != null) {
			LockSupport.unpark(thread);
		}
	}

	/**
	 * Acknowledge on behalf of a closed subscription what it will never hand over.
	 */
	private void abandonRest() {
		boolean due = false;
		do {
			if (!this.taking.tryLock()) {
				// whoever holds the lock does it when he lets go
				break;
			}
			try {
				for (InboundMessage message = poll(); message != null; message = poll()) {
					this.counters.abandonedAcks.increment();
					due |= message.finish(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
				}
			}
			finally {
				this.taking.unlock();
			}
		}
		while (size() > 0);
		if (due) {
			this.work.signalAcks();
		}
	}

}
