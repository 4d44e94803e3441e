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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs on a client's event loop: every task, and what has to be done once after each
 * batch of them, so that many messages share one flush and one hand-over.
 */
final class Work {

	private static final Logger logger = LoggerFactory.getLogger(Work.class);

	/**
	 * Deadlines are kept to this precision, so that many of them share one look.
	 */
	private static final long PRECISION = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * How long finished messages may wait for others to share a flush of
	 * acknowledgements.
	 */
	private static final long ACK_DELAY = TimeUnit.MILLISECONDS.toNanos(1);

	private static final VarHandle ACKS_SIGNALLED;

	private static final VarHandle ACKS_SOON;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ACKS_SIGNALLED = lookup.findVarHandle(Work.class, "acksSignalled", boolean.class);
			ACKS_SOON = lookup.findVarHandle(Work.class, "acksSoon", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final EventLoop loop;

	private final Settler settler;

	private final Runnable settleLater = this::settleLater;

	private final Runnable acknowledge = this::acknowledge;

	private final Runnable acknowledgeSoon = this::acknowledgeSoon;

	/**
	 * Not the event loop's own timer: with the JDK's selector it cannot wait for less
	 * than a millisecond, and would ask for events over and over until then.
	 */
	private final Executor later;

	private List<DefaultSubscription> touched = new ArrayList<>(0);

	private volatile boolean acksSignalled;

	private volatile boolean acksSoon;

	private boolean running;

	private boolean settling;

	private @Nullable ScheduledFuture<?> expiry;

	private long expiryAt;

	Work(EventLoop loop, Settler settler) {
		this.loop = loop;
		this.settler = settler;
		this.later = CompletableFuture.delayedExecutor(ACK_DELAY, TimeUnit.NANOSECONDS, loop);
	}

	/**
	 * Run a task on the event loop. Any thread may call this.
	 */
	void execute(Runnable task) {
		this.loop.execute(() -> run(task));
	}

	/**
	 * Run a task on the event loop, or now if there is no event loop any more.
	 * @return whether it is or was run
	 */
	boolean tryExecute(Runnable task) {
		try {
			execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	/**
	 * Run a task and settle what it leaves. Called on the event loop.
	 */
	void run(Runnable task) {
		if (this.running) {
			task.run();
			return;
		}
		this.running = true;
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A task of the client failed", ex);
			this.settler.failed(ex);
		}
		finally {
			this.running = false;
			settle();
		}
	}

	/**
	 * Note that there is something to settle.
	 */
	void touch() {
		if (!this.running && !this.settling) {
			this.settling = true;
			this.loop.execute(this.settleLater);
		}
	}

	/**
	 * A batch of packets is being settled, so that it need not be done later.
	 */
	void batchSettled() {
		this.settling = false;
	}

	private void settleLater() {
		if (this.settling) {
			settle();
		}
	}

	private void settle() {
		this.settling = true;
		try {
			this.settler.settle();
		}
		catch (RuntimeException ex) {
			logger.error("The client failed to settle a batch", ex);
			this.settler.failed(ex);
		}
		finally {
			this.settling = false;
		}
	}

	/**
	 * Hand over at the end of the batch what a subscription has received.
	 */
	void touched(DefaultSubscription subscription) {
		this.touched.add(subscription);
		touch();
	}

	void handOver() {
		if (this.touched.isEmpty()) {
			return;
		}
		List<DefaultSubscription> receivers = this.touched;
		int count = receivers.size();
		for (int i = 0; i < count; i++) {
			receivers.get(i).handOver();
		}
		receivers.clear();
	}

	/**
	 * Write acknowledgements that are due. Any thread may call this.
	 */
	void signalAcks() {
		if (!this.acksSignalled && ACKS_SIGNALLED.compareAndSet(this, false, true)) {
			try {
				this.loop.execute(this.acknowledge);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("An acknowledgement came after the client was closed");
			}
		}
	}

	private void acknowledge() {
		this.acksSignalled = false;
		settle();
	}

	/**
	 * Write acknowledgements that are due after a short while, unless it is done before.
	 * Any thread may call this.
	 */
	void signalAcksSoon() {
		if (!this.acksSoon && ACKS_SOON.compareAndSet(this, false, true)) {
			this.later.execute(this.acknowledgeSoon);
		}
	}

	private void acknowledgeSoon() {
		this.acksSoon = false;
		settle();
	}

	/**
	 * Look for what is past its deadline at a given time.
	 */
	void expireAt(long deadline) {
		if (deadline == Long.MAX_VALUE || this.expiry != null && this.expiryAt - deadline <= 0) {
			return;
		}
		if (this.expiry != null) {
			this.expiry.cancel(false);
		}
		this.expiryAt = deadline;
		long delay = Math.max(0, deadline - System.nanoTime()) + PRECISION;
		this.expiry = this.loop.schedule(() -> {
			this.expiry = null;
			run(() -> expireAt(this.settler.expire(System.nanoTime())));
		}, delay, TimeUnit.NANOSECONDS);
	}

	void stop() {
		if (this.expiry != null) {
			this.expiry.cancel(false);
			this.expiry = null;
		}
	}

	/**
	 * What is done once after each batch.
	 */
	interface Settler {

		void settle();

		/**
		 * End what is past its deadline.
		 * @return the next deadline
		 */
		long expire(long now);

		/**
		 * A task has thrown what it should not.
		 */
		void failed(RuntimeException failure);

	}

}
