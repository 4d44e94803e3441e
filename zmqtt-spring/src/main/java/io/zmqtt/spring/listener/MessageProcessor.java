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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import io.micrometer.observation.Observation;
import io.zmqtt.MqttMessage;
import io.zmqtt.ReasonCode;
import io.zmqtt.spring.support.MqttMessageInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Deals with messages on behalf of a listener: interceptors, observation, attempts,
 * recovery, reply and acknowledgement.
 */
final class MessageProcessor {

	private final String listenerId;

	private final MessageListener listener;

	private final ReplySender replies;

	private final @Nullable MqttListenerErrorHandler errorHandler;

	private final RetryPolicy retryPolicy;

	private final MqttMessageRecoverer recoverer;

	private final List<MqttMessageInterceptor> interceptors;

	private final ListenerObservations observations;

	private final boolean acknowledging;

	private final LongAdder handled = new LongAdder();

	private final LongAdder failed = new LongAdder();

	MessageProcessor(String listenerId, MessageListener listener, ReplySender replies,
			@Nullable MqttListenerErrorHandler errorHandler, RetryPolicy retryPolicy, MqttMessageRecoverer recoverer,
			List<MqttMessageInterceptor> interceptors, ListenerObservations observations, boolean acknowledging) {
		this.listenerId = listenerId;
		this.listener = listener;
		this.replies = replies;
		this.errorHandler = errorHandler;
		this.retryPolicy = retryPolicy;
		this.recoverer = recoverer;
		this.interceptors = interceptors;
		this.observations = observations;
		this.acknowledging = acknowledging;
	}

	/**
	 * Deal with a message, and tell the lanes when that is done. Throws nothing.
	 */
	void process(MqttMessage message, Lanes lanes, Abandonment abandonment) {
		new Processing(message, lanes, abandonment).begin();
	}

	/**
	 * Return with how many messages the listener was done, in whatever way.
	 */
	long handled() {
		return this.handled.sum();
	}

	/**
	 * Return for how many of them the listener failed for good.
	 */
	long failed() {
		return this.failed.sum();
	}

	/**
	 * Whether the time to deal with messages is over.
	 */
	interface Abandonment {

		boolean isAbandoned();

	}

	private final class Processing {

		private final MqttMessage message;

		private final Lanes lanes;

		private final Abandonment abandonment;

		private Observation observation = Observation.NOOP;

		/** How many interceptors have let the message through. */
		private int asked;

		private final long start = MessageProcessor.this.observations.time();

		private int attempts;

		private @Nullable BackOffExecution backOff;

		/** What the listener threw last. */
		private @Nullable Throwable thrown;

		/** The same, once the listener is not tried again. */
		private @Nullable Throwable failure;

		private Processing(MqttMessage message, Lanes lanes, Abandonment abandonment) {
			this.message = message;
			this.lanes = lanes;
			this.abandonment = abandonment;
		}

		private void begin() {
			try {
				this.observation = MessageProcessor.this.observations.start(this.message);
				ListenerObservations.inScope(this.observation, this::intercept);
			}
			catch (Throwable ex) {
				// counts as an attempt, so that the failure can be told like others
				this.attempts++;
				this.thrown = ex;
				this.failure = ex;
			}
			go();
		}

		private @Nullable Void intercept() throws Exception {
			for (MqttMessageInterceptor interceptor : MessageProcessor.this.interceptors) {
				interceptor.beforeHandle(MessageProcessor.this.listenerId, this.message);
				this.asked++;
			}
			return null;
		}

		/**
		 * Try until the message is dealt with, or something asynchronous goes on with it.
		 */
		private void go() {
			Next next = Next.AGAIN;
			while (next == Next.AGAIN) {
				next = (this.failure != null) ? recover(this.failure) : attempt();
			}
		}

		private Next attempt() {
			this.attempts++;
			Object result;
			try {
				result = ListenerObservations.inScope(this.observation,
						() -> MessageProcessor.this.listener.handle(this.message));
				if (result instanceof CompletionStage<?> stage) {
					stage.whenComplete(this::completed);
					return Next.DONE;
				}
			}
			catch (Throwable ex) {
				return failed(ex, true);
			}
			succeeded(result);
			return Next.DONE;
		}

		/**
		 * The listener's future has ended, on whatever thread.
		 */
		private void completed(@Nullable Object result, @Nullable Throwable failure) {
			if (failure == null && result == null) {
				finishSoon();
				return;
			}
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			this.lanes.execute(() -> this.lanes.run(() -> {
				if (cause == null) {
					succeeded(result);
				}
				else if (failed(cause, false) == Next.AGAIN) {
					go();
				}
			}));
		}

		/**
		 * Decide what happens after a failed attempt.
		 * @param mayBlock whether this is the thread of a lane, which keeps the order
		 */
		private Next failed(Throwable thrown, boolean mayBlock) {
			Throwable cause = thrown;
			MqttListenerErrorHandler errorHandler = MessageProcessor.this.errorHandler;
			if (errorHandler != null) {
				Object result = null;
				try {
					result = ListenerObservations.inScope(this.observation,
							() -> errorHandler.handleError(this.message, failure(thrown)));
					cause = null;
				}
				catch (Throwable ex) {
					cause = (ex instanceof ListenerExecutionFailedException failed && failed.getCause() != null)
							? failed.getCause() : ex;
				}
				if (cause == null) {
					succeeded(result);
					return Next.DONE;
				}
			}
			this.thrown = cause;
			long delay = nextBackOff(cause);
			if (delay != BackOffExecution.STOP) {
				FailureLog.retry(this.message, MessageProcessor.this.listenerId, this.attempts, delay, cause);
				return retry(delay, mayBlock);
			}
			this.backOff = null;
			this.failure = cause;
			return Next.AGAIN;
		}

		private boolean isRetryable(Throwable cause) {
			return cause instanceof Exception && !(cause instanceof MessageConversionException)
					&& !(cause instanceof MethodArgumentResolutionException)
					&& MessageProcessor.this.retryPolicy.shouldRetry(cause);
		}

		private long nextBackOff(Throwable cause) {
			return guardPolicy(() -> isRetryable(cause) ? nextBackOff() : BackOffExecution.STOP);
		}

		private long nextBackOff() {
			BackOffExecution execution = this.backOff;
			if (execution == null) {
				execution = MessageProcessor.this.retryPolicy.getBackOff().start();
				this.backOff = execution;
			}
			return execution.nextBackOff();
		}

		/**
		 * A policy that fails must not leave the message to nobody.
		 */
		private long guardPolicy(LongSupplier policy) {
			try {
				return policy.getAsLong();
			}
			catch (Throwable ex) {
				FailureLog.policy(this.message, MessageProcessor.this.listenerId, ex);
				return BackOffExecution.STOP;
			}
		}

		private Next retry(long delay, boolean mayBlock) {
			if (!mayBlock) {
				this.lanes.rest(delay, () -> {
					if (proceed() == Next.AGAIN) {
						go();
					}
				});
				if (this.abandonment.isAbandoned()) {
					this.lanes.rouse();
				}
				return Next.DONE;
			}
			this.lanes.awaitHeld(TimeUnit.MILLISECONDS.toNanos(delay), this.abandonment::isAbandoned);
			return proceed();
		}

		/**
		 * Return whether to go on after a delay.
		 */
		private Next proceed() {
			if (this.abandonment.isAbandoned()) {
				abandon();
				return Next.DONE;
			}
			if (this.lanes.isHeld()) {
				conclude(this.thrown);
				this.lanes.putBack(this.message);
				return Next.DONE;
			}
			return Next.AGAIN;
		}

		private Next recover(Throwable cause) {
			try {
				ListenerObservations.<@Nullable Void>inScope(this.observation, () -> {
					MessageProcessor.this.recoverer.recover(this.message, failure(cause));
					return null;
				});
			}
			catch (Throwable ex) {
				long delay = (ex instanceof Exception) ? guardPolicy(this::nextBackOff) : BackOffExecution.STOP;
				if (delay != BackOffExecution.STOP) {
					return retry(delay, true);
				}
				FailureLog.lost(this.message, MessageProcessor.this.listenerId, ex);
			}
			finish();
			return Next.DONE;
		}

		private ListenerExecutionFailedException failure(Throwable cause) {
			return new ListenerExecutionFailedException(MessageProcessor.this.listenerId, this.message.topic(),
					this.attempts, cause);
		}

		private void succeeded(@Nullable Object result) {
			if (result == null) {
				finish();
				return;
			}
			CompletableFuture<?> reply;
			try {
				reply = ListenerObservations.<CompletableFuture<?>>inScope(this.observation,
						() -> MessageProcessor.this.replies.send(this.message, result));
			}
			catch (Throwable ex) {
				reply = CompletableFuture.failedFuture(ex);
			}
			reply.whenComplete((sent, ex) -> {
				if (ex != null) {
					FailureLog.reply(this.message, MessageProcessor.this.listenerId, ex);
				}
				finishSoon();
			});
		}

		/**
		 * The message was not dealt with in time.
		 */
		private void abandon() {
			conclude(this.thrown);
			Acknowledgment.reject(this.message, ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			this.lanes.finished(this.message);
		}

		/**
		 * Finish on a thread on which interceptors may block.
		 */
		private void finishSoon() {
			if (MessageProcessor.this.interceptors.isEmpty()) {
				finish();
			}
			else {
				this.lanes.execute(() -> this.lanes.run(this::finish));
			}
		}

		private void finish() {
			conclude(this.failure);
			MessageProcessor.this.handled.increment();
			if (this.failure != null) {
				MessageProcessor.this.failed.increment();
			}
			guard(() -> MessageProcessor.this.observations.handled(this.start, this.failure));
			if (MessageProcessor.this.acknowledging || this.failure != null) {
				this.message.ack();
			}
			this.lanes.finished(this.message);
		}

		/**
		 * Tell interceptors and the observation of the end. Throws nothing.
		 */
		private void conclude(@Nullable Throwable failure) {
			List<MqttMessageInterceptor> interceptors = MessageProcessor.this.interceptors;
			for (int i = this.asked - 1; i >= 0; i--) {
				MqttMessageInterceptor interceptor = interceptors.get(i);
				guard(() -> interceptor.afterHandle(MessageProcessor.this.listenerId, this.message, failure));
			}
			Observation observation = this.observation;
			if (observation != Observation.NOOP) {
				guard(() -> {
					if (failure != null) {
						observation.error(failure);
					}
					observation.stop();
				});
			}
		}

		private void guard(Runnable action) {
			try {
				action.run();
			}
			catch (Throwable ex) {
				FailureLog.afterwards(this.message, MessageProcessor.this.listenerId, ex);
			}
		}

	}

	private enum Next {

		/**
		 * This thread goes on with the message.
		 */
		AGAIN,

		/**
		 * This thread is done with the message.
		 */
		DONE

	}

}
