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

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqtt.AckMode;
import io.zmqtt.MqttException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttMessageHandler;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttTimeoutException;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.PublishProperties;
import io.zmqtt.ReasonCode;
import io.zmqtt.SubscribeResult;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.UnsubscribeResult;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.session.Arrival;
import io.zmqtt.internal.session.Delivery;
import io.zmqtt.internal.transport.NetworkThread;
import org.jspecify.annotations.Nullable;

/**
 * A subscription: a receiver for the session, and an inbox for the application.
 */
final class DefaultSubscription implements MqttSubscription, Receiver {

	private final ClientCore core;

	private final SubscriptionSpec spec;

	private final List<TopicFilter> filters;

	private final Inbox inbox;

	private final @Nullable HandlerRunner runner;

	private final MessagePublisher publisher;

	private final AtomicReference<@Nullable CompletableFuture<UnsubscribeResult>> ending = new AtomicReference<>();

	private volatile SubscribeResult result = new SubscribeResult(Map.of(), null, List.of());

	DefaultSubscription(ClientCore core, SubscriptionSpec spec, @Nullable MqttMessageHandler handler) {
		this.core = core;
		this.spec = spec;
		List<String> prefixes = core.config().strippedPrefixes();
		this.filters = spec.filters().stream().map((filter) -> TopicFilter.of(filter.text(), prefixes)).toList();
		this.inbox = new Inbox(spec, core.work(), core.flow(), core.counters());
		this.runner = (handler != null) ? new HandlerRunner(this.inbox, handler, spec, core.executor(), core.work(),
				core.counters(), core.config().observer()) : null;
		this.publisher = new MessagePublisher(this.inbox, spec, core.executor(), core.work(), core.counters());
	}

	// For messages

	InboundFlow flow() {
		return this.core.flow();
	}

	Work work() {
		return this.core.work();
	}

	@Override
	public ClientCore core() {
		return this.core;
	}

	@Override
	public String name() {
		return this.spec.name();
	}

	// The receiver, on the event loop

	@Override
	public Delivery accept(Arrival arrival, @Nullable Delivery first) {
		InboundMessage message = new InboundMessage(arrival, this, (InboundMessage) first);
		if (first == null && message.qosValue() > 0) {
			flow().received(message.weight());
		}
		return message;
	}

	@Override
	public void deliver(Delivery delivery) {
		if (this.inbox.offer((InboundMessage) delivery)) {
			work().touched(this);
		}
	}

	void handOver() {
		this.inbox.handOver();
		if (this.runner != null) {
			this.runner.wake();
		}
		else {
			this.publisher.arrived();
		}
	}

	@Override
	public void answered(TopicFilter filter, ReasonCode reasonCode, AckProperties properties) {
		Map<TopicFilter, ReasonCode> codes = new LinkedHashMap<>(this.result.reasonCodes());
		codes.put(filter, reasonCode);
		this.result = new SubscribeResult(codes, properties.reasonString(), properties.userProperties());
	}

	/**
	 * The client has lost its connection for good, or has got it back.
	 * @param failure why, or null if it is there again
	 */
	void interrupted(@Nullable MqttException failure) {
		this.inbox.interrupted(failure);
		this.publisher.changed();
	}

	/**
	 * The client is closed: nothing is handed over any more.
	 */
	void shutDown() {
		this.ending.compareAndSet(null,
				CompletableFuture.completedFuture(new UnsubscribeResult(Map.of(), null, List.of())));
		closeInbox(false);
		if (this.runner != null) {
			this.runner.stop();
		}
	}

	/**
	 * The subscription was never made: what was received for it meanwhile is acknowledged
	 * unhandled, so that it holds back nobody.
	 */
	void abandon() {
		this.ending.compareAndSet(null,
				CompletableFuture.completedFuture(new UnsubscribeResult(Map.of(), null, List.of())));
		if (this.runner != null) {
			this.runner.abandon();
		}
		else {
			closeInbox(true);
		}
	}

	private void closeInbox(boolean abandon) {
		this.inbox.close(abandon);
		this.publisher.changed();
	}

	// The application's side

	SubscriptionSpec spec() {
		return this.spec;
	}

	@Override
	public List<TopicFilter> filters() {
		return this.filters;
	}

	@Override
	public SubscribeResult result() {
		return this.result;
	}

	@Override
	public MqttMessage receive() {
		InboundMessage message = take(-1);
		if (message == null) {
			throw new IllegalStateException("The subscription to " + filters() + " is closed");
		}
		return handedOver(message);
	}

	@Override
	public Optional<MqttMessage> receive(Duration timeout) {
		InboundMessage message = take(Math.max(0, Timeouts.limit(timeout).toNanos()));
		if (message != null) {
			return Optional.of(handedOver(message));
		}
		if (isClosed()) {
			throw new IllegalStateException("The subscription to " + filters() + " is closed");
		}
		return Optional.empty();
	}

	private @Nullable InboundMessage take(long nanos) {
		refuseWithHandler();
		Blocking.check("receive");
		return this.inbox.take(nanos);
	}

	private void refuseWithHandler() {
		if (this.runner != null) {
			throw new IllegalStateException("The subscription to " + filters() + " has a handler");
		}
	}

	private MqttMessage handedOver(InboundMessage message) {
		if (this.spec.ackMode() != AckMode.MANUAL) {
			message.ack();
		}
		return message;
	}

	@Override
	public Iterator<MqttMessage> iterator() {
		refuseWithHandler();
		return new Iterator<>() {

			private @Nullable InboundMessage next;

			@Override
			public boolean hasNext() {
				if (this.next == null) {
					this.next = take(-1);
				}
				return this.next != null;
			}

			@Override
			public MqttMessage next() {
				InboundMessage message = hasNext() ? this.next : null;
				if (message == null) {
					throw new NoSuchElementException("The subscription is closed");
				}
				this.next = null;
				return handedOver(message);
			}

		};
	}

	@Override
	public Flow.Publisher<MqttMessage> publisher() {
		refuseWithHandler();
		return this.publisher;
	}

	@Override
	public void pause() {
		HandlerRunner handler = requireHandler();
		if (!isClosed()) {
			handler.pause();
			if (isClosed()) {
				// what was received is run out, whichever came first
				handler.resume();
			}
		}
	}

	@Override
	public void resume() {
		requireHandler().resume();
	}

	@Override
	public boolean isPaused() {
		HandlerRunner handler = this.runner;
		return handler != null && handler.isPaused();
	}

	private HandlerRunner requireHandler() {
		HandlerRunner handler = this.runner;
		if (handler == null) {
			throw new IllegalStateException("The subscription to " + filters() + " has no handler");
		}
		return handler;
	}

	@Override
	public int buffered() {
		return this.inbox.size();
	}

	@Override
	public boolean isClosed() {
		return this.ending.get() != null;
	}

	@Override
	public boolean isDrained() {
		CompletableFuture<UnsubscribeResult> end = this.ending.get();
		HandlerRunner handler = this.runner;
		// in this order: what has left the buffer is with the handler
		return end != null && end.isDone() && this.inbox.size() == 0 && (handler == null || !handler.isActive());
	}

	@Override
	public UnsubscribeResult unsubscribe() {
		return unsubscribe(List.of());
	}

	@Override
	public UnsubscribeResult unsubscribe(List<UserProperty> userProperties) {
		Blocking.check("unsubscribe");
		return Blocking.await(end(true, valid(userProperties)).copy(), "unsubscribe",
				this.core.config().subscribeTimeout());
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribeAsync() {
		return unsubscribeAsync(List.of());
	}

	@Override
	public CompletableFuture<UnsubscribeResult> unsubscribeAsync(List<UserProperty> userProperties) {
		return this.core.outward(end(true, valid(userProperties)));
	}

	private List<UserProperty> valid(List<UserProperty> userProperties) {
		List<UserProperty> valid = PublishProperties.builder().userProperties(userProperties).build().userProperties();
		if (!valid.isEmpty() && this.core.version() == MqttVersion.V3_1_1) {
			throw new MqttUnsupportedException("UNSUBSCRIBE of MQTT 3.1.1 has no user properties");
		}
		return valid;
	}

	/**
	 * End the subscription, unless that was done already.
	 * @return what is completed on the event loop at the end
	 */
	private CompletableFuture<UnsubscribeResult> end(boolean tellBroker, List<UserProperty> userProperties) {
		CompletableFuture<UnsubscribeResult> future = new CompletableFuture<>();
		if (!this.ending.compareAndSet(null, future)) {
			CompletableFuture<UnsubscribeResult> other = this.ending.get();
			return (other != null) ? other : future;
		}
		this.core.subscriptions().end(this, tellBroker, userProperties, future);
		if (this.runner == null) {
			closeInbox(true);
		}
		else {
			this.inbox.ended();
			this.runner.resume();
		}
		return future;
	}

	@Override
	public void close() {
		if (NetworkThread.isCurrent()) {
			unsubscribeAsync();
			return;
		}
		try {
			unsubscribe();
		}
		catch (MqttTimeoutException ex) {
			// the subscription is over for the application; the broker hears of it with
			// the next connect
		}
	}

	@Override
	public void detach() {
		end(false, List.of());
	}

	@Override
	public String toString() {
		return "MqttSubscription[filters=" + filters() + ", closed=" + isClosed() + "]";
	}

}
