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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.zmqtt.MqttMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to a listener: those of one topic in their order, those of different
 * topics in as many threads as there are lanes. Bounded in messages and bytes: what comes
 * when it is full waits in the thread that brings it, and so in the subscription.
 */
final class Lanes {

	private static final int OVERHEAD = 64;

	private static final Log logger = LogFactory.getLog(MqttListenerContainer.class);

	/** Which lanes the present thread works for. */
	private static final ThreadLocal<@Nullable Lanes> CURRENT = new ThreadLocal<>();

	private final String id;

	private final Handler handler;

	private final Lane[] lanes;

	/** Null if the thread that brings messages handles them. */
	private final @Nullable Executor executor;

	private final Executor fallback;

	private final int limit;

	private final long byteLimit;

	/** Messages in the lanes and being handled. */
	private final AtomicInteger unfinished = new AtomicInteger();

	private final AtomicLong unfinishedBytes = new AtomicLong();

	/** Messages being handled. */
	private final AtomicInteger active = new AtomicInteger();

	/** Ends of the times for which messages wait without a thread. */
	private final Set<CompletableFuture<Void>> resting = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile int waiters;

	private volatile Gate gate = Gate.OPEN;

	Lanes(String id, Handler handler, int count, @Nullable Executor executor, Executor fallback, int limit,
			long byteLimit) {
		this.id = id;
		this.handler = handler;
		this.executor = executor;
		this.fallback = fallback;
		this.limit = limit;
		this.byteLimit = byteLimit;
		this.lanes = new Lane[count];
		for (int i = 0; i < count; i++) {
			this.lanes[i] = new Lane();
		}
	}

	private static int weight(MqttMessage message) {
		return message.payload().length + message.topic().length() + OVERHEAD;
	}

	/**
	 * Take a message, and wait until there is room for it.
	 */
	void add(MqttMessage message) {
		int weight = weight(message);
		if (isFull(weight)) {
			await(() -> isFull(weight) && this.gate != Gate.HELD, Long.MAX_VALUE);
		}
		this.unfinished.incrementAndGet();
		this.unfinishedBytes.addAndGet(weight);
		lane(message).add(message);
	}

	private boolean isFull(int weight) {
		int count = this.unfinished.get();
		return count >= this.limit || (count > 0 && this.unfinishedBytes.get() + weight > this.byteLimit);
	}

	private Lane lane(MqttMessage message) {
		if (this.lanes.length == 1) {
			return this.lanes[0];
		}
		int hash = message.topic().hashCode();
		return this.lanes[((hash ^ (hash >>> 16)) & Integer.MAX_VALUE) % this.lanes.length];
	}

	/**
	 * A message is dealt with.
	 */
	void finished(MqttMessage message) {
		this.unfinishedBytes.addAndGet(-weight(message));
		this.unfinished.decrementAndGet();
		this.active.decrementAndGet();
		signal();
	}

	/**
	 * A message is not dealt with, and comes first when messages are handed over again.
	 */
	void putBack(MqttMessage message) {
		this.active.decrementAndGet();
		lane(message).putBack(message);
		signal();
	}

	/**
	 * Let a message that is being handled wait without a thread, so that nobody has to
	 * wait for it.
	 * @param millis how long, unless {@link #rouse()} comes earlier
	 * @param next what is done with the message then
	 */
	void rest(long millis, Runnable next) {
		CompletableFuture<Void> end = new CompletableFuture<>();
		this.resting.add(end);
		end.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).thenRun(() -> {
			this.resting.remove(end);
			this.active.incrementAndGet();
			execute(() -> run(next));
		});
		this.active.decrementAndGet();
		signal();
	}

	/**
	 * End what waits, with or without a thread, where it has a reason to.
	 */
	void rouse() {
		this.resting.forEach((end) -> end.complete(null));
		signal();
	}

	/**
	 * Hand over messages.
	 */
	void open() {
		turn(Gate.OPEN);
		for (Lane lane : this.lanes) {
			lane.wake();
		}
	}

	/**
	 * Begin with no further message. Those that wait to be tried again still are.
	 */
	void pause() {
		turn(Gate.PAUSED);
	}

	/**
	 * Begin with no further message, and try none again.
	 */
	void hold() {
		turn(Gate.HELD);
	}

	private void turn(Gate gate) {
		this.gate = gate;
		for (Lane lane : this.lanes) {
			lane.settle();
		}
		signal();
	}

	boolean isHeld() {
		return this.gate == Gate.HELD;
	}

	/**
	 * Take the messages away with which nobody has begun.
	 */
	List<MqttMessage> removeAll() {
		List<MqttMessage> removed = new ArrayList<>();
		for (Lane lane : this.lanes) {
			lane.drainTo(removed);
		}
		removed.forEach((message) -> {
			this.unfinishedBytes.addAndGet(-weight(message));
			this.unfinished.decrementAndGet();
		});
		signal();
		return removed;
	}

	/**
	 * Wait until no message is being handled, except by this thread.
	 */
	boolean awaitIdle(long nanos) {
		return await(() -> this.active.get() > own(), nanos);
	}

	/**
	 * Wait until all messages are dealt with, except by this thread.
	 */
	boolean awaitEmpty(long nanos) {
		return await(() -> this.unfinished.get() > own(), nanos);
	}

	/**
	 * Wait unless the lanes are held, or something else happens meanwhile.
	 */
	boolean awaitHeld(long nanos, BooleanSupplier other) {
		return await(() -> this.gate != Gate.HELD && !other.getAsBoolean(), nanos);
	}

	int unfinished() {
		return this.unfinished.get();
	}

	boolean isCurrent() {
		return CURRENT.get() == this;
	}

	private int own() {
		return isCurrent() ? 1 : 0;
	}

	/**
	 * Wait as long as a condition holds.
	 * @return whether it holds no longer
	 */
	private boolean await(BooleanSupplier condition, long nanos) {
		this.lock.lock();
		try {
			this.waiters++;
			long left = nanos;
			while (condition.getAsBoolean()) {
				if (left <= 0) {
					return false;
				}
				left = this.changed.awaitNanos(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.waiters--;
			this.lock.unlock();
		}
	}

	private void signal() {
		if (this.waiters > 0) {
			this.lock.lock();
			try {
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Run something on behalf of the listener.
	 */
	void execute(Runnable task) {
		Executor executor = this.executor;
		if (executor != null) {
			try {
				executor.execute(task);
				return;
			}
			catch (RuntimeException ex) {
				// also that of an executor that was never initialized
				logger.warn("The executor refused to run listener '" + this.id + "', another thread does", ex);
			}
		}
		this.fallback.execute(task);
	}

	/**
	 * Run something that handles messages.
	 */
	void run(Runnable task) {
		Lanes outer = CURRENT.get();
		CURRENT.set(this);
		try {
			task.run();
		}
		finally {
			if (outer == null) {
				CURRENT.remove();
			}
			else {
				CURRENT.set(outer);
			}
		}
	}

	private enum Gate {

		OPEN, PAUSED, HELD

	}

	/**
	 * Deals with a message, and calls {@link #finished} or {@link #putBack} in the end,
	 * perhaps later, unless it throws something.
	 */
	@FunctionalInterface
	interface Handler {

		void handle(MqttMessage message);

	}

	private final class Lane implements Runnable {

		private final ReentrantLock mutex = new ReentrantLock();

		private final ArrayDeque<MqttMessage> queue = new ArrayDeque<>();

		private boolean running;

		private void add(MqttMessage message) {
			boolean start;
			this.mutex.lock();
			try {
				this.queue.addLast(message);
				start = begin();
			}
			finally {
				this.mutex.unlock();
			}
			if (start) {
				if (Lanes.this.executor != null) {
					execute(this);
				}
				else {
					run();
				}
			}
		}

		private boolean begin() {
			boolean start = !this.running && Lanes.this.gate == Gate.OPEN && !this.queue.isEmpty();
			this.running |= start;
			return start;
		}

		private void putBack(MqttMessage message) {
			boolean start;
			this.mutex.lock();
			try {
				this.queue.addFirst(message);
				// the lanes may be open again, and this be no thread of the lane
				start = begin();
			}
			finally {
				this.mutex.unlock();
			}
			if (start) {
				execute(this);
			}
		}

		private void wake() {
			boolean start;
			this.mutex.lock();
			try {
				start = begin();
			}
			finally {
				this.mutex.unlock();
			}
			if (start) {
				execute(this);
			}
		}

		/**
		 * Return when a change of the gate is known to this lane.
		 */
		private void settle() {
			this.mutex.lock();
			this.mutex.unlock();
		}

		private void drainTo(List<MqttMessage> messages) {
			this.mutex.lock();
			try {
				messages.addAll(this.queue);
				this.queue.clear();
			}
			finally {
				this.mutex.unlock();
			}
		}

		@Override
		public void run() {
			Lanes.this.run(this::handleAll);
		}

		private void handleAll() {
			MqttMessage message = next();
			while (message != null) {
				handle(message);
				message = next();
			}
		}

		private void handle(MqttMessage message) {
			try {
				Lanes.this.handler.handle(message);
			}
			catch (Throwable ex) {
				// what follows in this lane would wait for ever
				finished(message);
				FailureLog.error(message, new ListenerExecutionFailedException(Lanes.this.id, message.topic(), 1, ex));
			}
		}

		private @Nullable MqttMessage next() {
			this.mutex.lock();
			try {
				if (Lanes.this.gate != Gate.OPEN || this.queue.isEmpty()) {
					this.running = false;
					return null;
				}
				Lanes.this.active.incrementAndGet();
				return this.queue.pollFirst();
			}
			finally {
				this.mutex.unlock();
			}
		}

	}

}
