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

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.zmqtt.AckMode;
import io.zmqtt.MqttException;
import io.zmqtt.MqttInterruptedException;
import io.zmqtt.MqttMessage;
import io.zmqtt.OverflowPolicy;
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

	/** Null unless messages are acknowledged when they enter the buffer. */
	private final @Nullable EntryAcks entryAcks;

	private volatile Claim claim = Claim.NONE;

	private volatile boolean closed;

	private volatile boolean abandoning;

	Inbox(SubscriptionSpec spec, Work work, InboundFlow flow, Counters counters) {
		this.spec = spec;
		this.work = work;
		this.flow = flow;
		this.counters = counters;
		this.queue = queue(spec);
		this.entryAcks = (spec.ackMode() == AckMode.ON_RECEIVE) ? new EntryAcks(this, work, spec.order().isPresent())
				: null;
	}

	private static MessageQueue queue(SubscriptionSpec spec) {
		boolean droppable = spec.overflow() == OverflowPolicy.DROP_OLDEST;
		Comparator<? super MqttMessage> order = spec.order().orElse(null);
		if (order == null) {
			return droppable ? new MessageQueue.Droppable() : new MessageQueue.Batches();
		}
		MessageOrder safe = new MessageOrder(order, spec.name());
		return droppable ? new OrderedQueue.Droppable(safe) : new OrderedQueue(safe);
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
				this.counters.dropped(this.spec.overflow());
				return false;
			}
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
		EntryAcks acks = this.entryAcks;
		if (acks != null && message.qosValue() > 0) {
			acks.arrived(message);
		}
		return this.batchSize == 1;
	}

	/**
	 * Return whether a message has room in the buffer in which others are as well.
	 * @param outside how many of the messages that wait are not in the buffer
	 * @param outsideBytes how many bytes they have
	 */
	boolean hasRoom(int outside, long outsideBytes, int weight) {
		long count = this.offered - this.taken.get() - outside;
		return count < this.spec.bufferSize() && (count <= 0
				|| this.offeredBytes - this.takenBytes.get() - outsideBytes + weight <= this.spec.bufferBytes());
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
				// there is none, or the taker was faster, which makes room too
				return fits(this.offered - this.taken.get(), weight);
			}
			this.counters.dropped(OverflowPolicy.DROP_OLDEST);
			this.offered--;
			this.offeredBytes -= oldest.weight();
			this.handedOverBytes = this.offeredBytes;
			this.handedOver = this.offered;
		}
		return true;
	}

	private void becomeFull() {
		this.full = true;
		this.flow.full();
		// the taker may have emptied the buffer just before, and have nothing to take now
		this.roomSignalled = true;
		this.work.tryExecute(this::checkRoom);
	}

	private void checkRoom() {
		this.roomSignalled = false;
		if (this.offered - this.taken.get() <= this.spec.bufferSize() / 2
				&& this.offeredBytes - this.takenBytes.get() <= this.spec.bufferBytes() / 2) {
			roomAgain();
		}
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
			// before it is counted, so that whoever sees the count knows which it was
			message.handOver();
			// there is one taker at a time, so that no atomic addition is needed
			this.taken.lazySet(this.taken.getPlain() + 1);
			this.takenBytes.lazySet(this.takenBytes.getPlain() + message.weight());
			if (this.full) {
				signalRoom();
			}
			EntryAcks acks = this.entryAcks;
			if (acks != null) {
				acks.taken();
			}
			if (!message.isRepeated()) {
				return message;
			}
			this.counters.discarded.increment();
			message.discard();
		}
	}

	private void signalRoom() {
		// either the event loop sees what was taken, or this thread that it has to be
		// told
		VarHandle.fullFence();
		if (!this.roomSignalled && size() <= this.spec.bufferSize() / 2
				&& this.handedOverBytes - this.takenBytes.get() <= this.spec.bufferBytes() / 2) {
			this.roomSignalled = true;
			this.work.tryExecute(this::checkRoom);
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
			if (this.claim == Claim.NONE) {
				InboundMessage message = poll();
				if (message != null) {
					return message;
				}
				MqttException problem = this.failure;
				if (problem != null) {
					throw problem;
				}
			}
			else if (this.claim == Claim.HELD) {
				throw new IllegalStateException(
						"The publisher of the subscription to " + this.spec.filters() + " has a subscriber");
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

	/**
	 * Become the only one who takes messages, by {@link #poll()}, until
	 * {@link #unclaim()}.
	 * @return whether nobody else takes messages at present
	 */
	boolean claim() {
		if (!this.taking.tryLock()) {
			return false;
		}
		try {
			if (this.claim != Claim.NONE) {
				return false;
			}
			this.claim = Claim.HELD;
			return true;
		}
		finally {
			this.taking.unlock();
		}
	}

	/**
	 * Let others wait until the claim is given up, or refuse them again.
	 */
	void claimEnding(boolean ending) {
		this.claim = ending ? Claim.ENDING : Claim.HELD;
		wakeTaker();
	}

	void unclaim() {
		this.claim = Claim.NONE;
		wakeTaker();
		if (this.abandoning) {
			abandonRest();
		}
	}

	// The end

	boolean isClosed() {
		return this.closed;
	}

	@Nullable MqttException failure() {
		return this.failure;
	}

	/**
	 * No further message is offered, so that there is no reason to stop reading for this
	 * one.
	 */
	void ended() {
		this.work.tryExecute(this::roomAgain);
	}

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
		ended();
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
				if (this.claim != Claim.NONE) {
					// done when the claim is given up
					break;
				}
				for (InboundMessage message = poll(); message != null; message = poll()) {
					due |= message.abandon();
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

	/**
	 * Whether somebody has the messages for himself.
	 */
	private enum Claim {

		NONE, HELD, ENDING

	}

}
